// Types of what tests use of host.mjs.

/** Where a server of VS Code is. */
export interface ServerAddress {
  readonly origin: string;
  readonly authority: string;
  readonly token: string;
}

export function workbenchUrl(server: ServerAddress, opened: { readonly folder?: string }): string;

export function writeSettings(dataFolder: string, settings: Readonly<Record<string, unknown>>): void;
