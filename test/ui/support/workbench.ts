import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject } from 'vitest';
import { type ServerAddress, workbenchUrl, writeSettings } from '../../../scripts/host.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    readonly vscode: ServerAddress & { readonly dataFolder: string; readonly browserEndpoint: string };
  }
}

const ROOT = join(import.meta.dirname, '../../..');

/** Where pictures go, those of the docs and those of failures. */
export const PICTURES = join(ROOT, 'out/screenshots');

/** The size of every window, in pixels. */
export const VIEWPORT = { width: 1280, height: 800 };

/** Longer than anything takes that a person would wait for. */
const ACTION_TIMEOUT_MS = 20_000;

/** The same on every machine: figures depend on the host that a config is for. And nothing that moves. */
const SETTINGS = {
  'editor.cursorBlinking': 'solid',
  'editor.fontFamily': "'DejaVu Sans Mono'",
  'editor.hover.delay': 100,
  'editor.lightbulb.enabled': 'off', // comes and goes
  'workbench.reduceMotion': 'on',
  'workbench.colorTheme': 'Dark Modern',
  'editor.minimap.enabled': false,
  'files.exclude': { '**/.vscode': true }, // where changeSettings writes
  'zoneLens.target.memory': '2g',
  'zoneLens.target.pageSize': '4k',
  'zoneLens.target.server': 'nginx/1.22.1',
  'zoneLens.target.compat': 'yes',
};

/** A window of VS Code in Chromium. */
export interface Workbench {
  readonly page: Page;
  /** The folder that the window shows: a copy, which a test may change. */
  readonly folder: string;
  /** Changes settings of the folder, which go before those of the user. */
  readonly changeSettings: (settings: Readonly<Record<string, unknown>>) => void;
}

interface Options {
  /** The folder to show a copy of, from the project's root. */
  readonly folder?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/**
 * Opens a new window before the tests of a file or group, and closes it after them.
 *
 * After each test it is checked that the window has asked no other machine for anything; of one that failed, a picture is
 * taken.
 */
export function useWorkbench({ folder = 'examples', settings = {} }: Options = {}): () => Workbench {
  let browser: Browser | undefined;
  let workbench: Workbench | undefined;
  const outside: string[] = [];
  const current = (): Workbench => {
    if (workbench === undefined) throw new Error('the window is not open yet');
    return workbench;
  };

  beforeAll(async () => {
    const vscode = inject('vscode');
    writeSettings(vscode.dataFolder, { ...SETTINGS, ...settings });
    const copy = copyFolder(vscode.dataFolder, folder);
    browser = await chromium.connect(vscode.browserEndpoint);
    const context = await browser.newContext({ viewport: VIEWPORT });
    watchRequests(context, vscode.origin, outside);
    const page = await context.newPage();
    page.setDefaultTimeout(ACTION_TIMEOUT_MS);
    workbench = { page, folder: copy, changeSettings: (changed) => changeFolderSettings(copy, changed) };
    await page.goto(workbenchUrl(vscode, { folder: copy }));
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
  });

  afterAll(async () => {
    await browser?.close();
  });

  beforeEach(({ onTestFailed, task }) => {
    onTestFailed(async () => {
      const name = `${basename(task.file.name, '.test.ts')} ${task.name}`.replaceAll(/[^\w.-]+/g, '-');
      await workbench?.page.screenshot({ path: join(PICTURES, 'failures', `${name}.png`) });
    });
  });

  afterEach(() => {
    expect(outside.splice(0), 'requests to other machines').toEqual([]);
  });

  return current;
}

function changeFolderSettings(folder: string, changed: Readonly<Record<string, unknown>>): void {
  const file = join(folder, '.vscode/settings.json');
  const settings: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(Object.assign({}, settings, changed)));
}

let copies = 0;

function copyFolder(dataFolder: string, folder: string): string {
  copies++;
  // The process is part of the name: each test file runs in one of its own.
  const parent = join(dataFolder, 'workspaces', `${process.pid}-${copies}`);
  mkdirSync(parent, { recursive: true });
  const copy = join(parent, basename(folder));
  cpSync(join(ROOT, folder), copy, { recursive: true });
  return copy;
}

/** Collects the addresses of requests that would leave this machine. */
function watchRequests(context: BrowserContext, origin: string, outside: string[]): void {
  const own = new URL(origin).host;
  context.on('request', (request) => {
    const { protocol, host, hostname } = new URL(request.url());
    // Resources of webviews have such names; the webview's service worker answers them, from the server.
    const isWebview = hostname.endsWith('.vscode-resource.vscode-cdn.net');
    if (/^(?:http|ws)s?:$/.test(protocol) && host !== own && !isWebview) outside.push(request.url());
  });
}
