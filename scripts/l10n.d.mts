// Types of what tests use of l10n.mjs.

/** What a row of the catalogue has for people. */
interface TextHolder {
  readonly whenFull: string;
  readonly onReload: string;
  readonly entry: { readonly noun: string } | null;
}

export function allTexts(zoneKinds: readonly TextHolder[], messages: readonly string[]): string[];

export function bundleText(texts: readonly string[]): string;

export function textsOfSource(file: string, source: string): string[];
