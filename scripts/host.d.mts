// Types of what tests and benchmarks use of host.mjs.
import type { Browser } from 'playwright-core';

/** Where a server of VS Code is. */
export interface ServerAddress {
  readonly origin: string;
  readonly authority: string;
  readonly token: string;
}

export function workbenchUrl(server: ServerAddress, opened: { readonly folder?: string }): string;

export function writeSettings(dataFolder: string, settings: Readonly<Record<string, unknown>>): void;

/** Why no window can be shown here, in one line; null when one can. */
export function browserProblem(): string | null;

export function launchBrowser(): Promise<Browser>;

export interface ServerOptions {
  readonly logFile: string;
  readonly extensions?: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly args?: readonly string[];
}

export function startServer(
  options: ServerOptions,
): Promise<ServerAddress & { readonly dataFolder: string; readonly stop: () => Promise<void> }>;
