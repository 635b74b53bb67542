// Starts a real VS Code in a server of its own, and Chromium to show it. Leaves no process and no folder behind.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { SERVER, SERVER_NODE } from './hostInstall.mjs';

export const root = path.resolve(import.meta.dirname, '..');

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;

/** No AI side bar, no welcome page, nothing that would go to the network. */
export const QUIET_SETTINGS = {
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': 'off',
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off', // in a browser, VS Code's default is afterDelay
};

/** Gives the reason why no window can be shown here, in one line, or null when one can. */
export function browserProblem() {
  return existsSync(CHROMIUM)
    ? null
    : `no Chromium at ${CHROMIUM} (Debian's package chromium, or the variable CHROMIUM)`;
}

/** Servers that run: what a sudden end of this process has to take with it. */
const running = new Set();
let isWatchingForEnd = false;

function watchForEnd() {
  if (isWatchingForEnd) return;
  isWatchingForEnd = true;
  process.once('exit', () => {
    for (const { child, dataFolder } of running) {
      signalGroup(child, 'SIGKILL');
      removeFolder(dataFolder);
    }
  });
  // Without a listener a signal ends Node without its 'exit' event.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
}

/**
 * Starts VS Code's server with a new, empty data folder.
 *
 * `extensions` are paths of .vsix files; `logFile` gets what the server prints; `environment` is inherited by extension
 * hosts, and so by tests. The rest is passed on to the server as it is.
 */
export async function startServer({ logFile, extensions = [], settings = {}, args = [], environment = {}, port = 0 }) {
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'zone-lens-vscode-'));
  const server = { dataFolder, child: null };
  running.add(server);
  watchForEnd();
  try {
    writeSettings(dataFolder, settings);
    // XDG_RUNTIME_DIR: VS Code's sockets go into the data folder; it would leave them in the system's temporary folder.
    const env = { ...process.env, XDG_RUNTIME_DIR: dataFolder, EXTENSIONS_GALLERY: '{}', ...environment };
    const base = [SERVER, '--server-data-dir', dataFolder, '--accept-server-license-terms'];
    // A step of its own: installed along with the start, an extension may come later than the page that asks for it.
    for (const file of extensions) installExtension([...base, '--install-extension', file], env);
    const token = randomBytes(16).toString('hex');
    server.child = spawn(SERVER_NODE, [...base, ...listenOptions(dataFolder, token, port), ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // a process group of its own, to wait for its extension hosts too
    });
    const actualPort = await listening(server.child, logFile);
    return {
      dataFolder,
      token,
      authority: `localhost:${actualPort}`,
      origin: `http://localhost:${actualPort}`,
      stop: () => stopServer(server),
    };
  } catch (error) {
    await stopServer(server);
    throw error;
  }
}

function listenOptions(dataFolder, token, port) {
  // In a file, as other users of the machine can read the arguments of a process.
  const tokenFile = path.join(dataFolder, 'token');
  writeFileSync(tokenFile, token, { mode: 0o600 });
  return [
    ...['--host', '127.0.0.1', '--port', String(port), '--connection-token-file', tokenFile],
    ...['--disable-telemetry', '--disable-experiments'],
  ];
}

/** Writes a user's settings, over the quiet ones. A window reads them when it opens, and never again. */
export function writeSettings(dataFolder, settings) {
  const folder = path.join(dataFolder, 'data/User');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2));
}

function installExtension(args, env) {
  try {
    execFileSync(SERVER_NODE, args, { env, stdio: 'pipe' });
  } catch (error) {
    throw new Error(`the extension can't be installed: ${error.stdout}${error.stderr}`);
  }
}

/** Waits until the server listens, and gives its port. */
function listening(child, logFile) {
  mkdirSync(path.dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile);
  child.once('close', () => log.end());
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  return new Promise((resolve, reject) => {
    const fail = (what) => reject(new Error(`VS Code's server ${what}; see ${path.relative(root, logFile)}`));
    const timer = setTimeout(fail, START_TIMEOUT_MS, 'did not start in time');
    child.once('error', (error) => fail(`can't be run: ${error.message}`));
    child.once('exit', (code, signal) => fail(`ended with ${signal ?? code}`));
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const match = /Extension host agent listening on (\d+)/.exec(output);
      if (!match) return;
      clearTimeout(timer);
      resolve(Number(match[1]));
    });
  });
}

async function stopServer(server) {
  if (!running.has(server)) return;
  signalGroup(server.child, 'SIGTERM');
  // Extension hosts outlive the server for a moment, and still write logs into the folder that is removed next.
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (signalGroup(server.child, 0)) {
    if (Date.now() > deadline) signalGroup(server.child, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  removeFolder(server.dataFolder);
  running.delete(server);
}

/** Whether there was somebody to get the signal. */
function signalGroup(child, signal) {
  if (child?.pid === undefined) return false;
  try {
    return process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}

function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** The address of a window on `folder`, or on the several folders of the file `workspace`, or on nothing. */
export function workbenchUrl({ origin, authority, token }, { folder, workspace } = {}, payload = []) {
  const url = new URL(origin);
  url.searchParams.set('tkn', token);
  if (folder) url.searchParams.set('folder', remoteUri(authority, folder));
  else if (workspace) url.searchParams.set('workspace', remoteUri(authority, workspace));
  else url.searchParams.set('ew', 'true');
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

/** How the page names a file of the server's machine. */
export function remoteUri(authority, file) {
  return `vscode-remote://${authority}${encodeURI(file)}`;
}

/** It resolves no name but the server's, so that a test can't depend on the network. */
const CHROMIUM_OPTIONS = {
  executablePath: CHROMIUM,
  args: [
    ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
    ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost',
  ],
};

export async function launchBrowser() {
  return (await loadChromium()).launch(CHROMIUM_OPTIONS);
}

/** A browser that other processes can use, at the address that `wsEndpoint()` gives. */
export async function launchBrowserServer() {
  return (await loadChromium()).launchServer({ ...CHROMIUM_OPTIONS, host: '127.0.0.1' });
}

/** Only when needed: `npm start` loads this file before the npm packages are there. */
async function loadChromium() {
  return (await import('playwright-core')).chromium;
}
