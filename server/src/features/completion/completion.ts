import type { TextRange } from '../../config/sourceText';

/** One thing to put at the cursor. */
export interface Completion {
  /** `directive` stands for parameters of directives too; `dictionary` for a zone's name in a script. */
  readonly kind: 'directive' | 'zone' | 'size' | 'dictionary';
  readonly label: string;
  readonly detail: string;
  /** What {@link completionDocumentation} tells more of it from; plain JSON. Null where there is no more to tell. */
  readonly data: CompletionData | null;
  readonly insertText: string;
  /** `insertText` is a snippet with tab stops, and not plain text. */
  readonly isSnippet: boolean;
  /** What the text takes the place of: on one line, with the cursor in it or at its end. */
  readonly replace: TextRange;
  /** What the person's typing is compared with, where that is not the label. */
  readonly filterText?: string;
  /** Completions are shown in the order of these. */
  readonly sortText: string;
  readonly isDeprecated?: boolean;
  /** What is put in asks for a further completion: the editor should offer it at once. */
  readonly triggersSuggest?: boolean;
}

/** What a completion is about, as far as it is needed to tell more of it later. */
export type CompletionData =
  /** A row of the catalogue. */
  | { readonly type: 'kind'; readonly id: number }
  /** A directive that takes a zone of a row's kind. */
  | { readonly type: 'use'; readonly directive: string; readonly id: number }
  | { readonly type: 'zone'; readonly name: string; readonly tag: string };

/** More than anyone would read. A list as long as this may lack some: ask again when more has been typed. */
export const MOST_COMPLETIONS = 500;

/** What is left of a list when the editor can't show all of it: what holds the typed text goes first. */
export function mostLikely<Item>(
  items: readonly Item[],
  typed: string,
  textOf: (item: Item) => string,
): readonly Item[] {
  if (items.length <= MOST_COMPLETIONS) return items;
  const sought = typed.toLowerCase();
  const matching = items.filter((item) => textOf(item).toLowerCase().includes(sought));
  return matching.slice(0, MOST_COMPLETIONS);
}
