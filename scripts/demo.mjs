// A demo nginx: a copy of examples/ in a temporary folder, on free ports, with traffic, so that figures move. `npm start`
// opens that copy in the editor; `node scripts/demo.mjs` runs it alone until Ctrl+C. Leaves no process and no file behind.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { startTraffic } from './demoTraffic.mjs';

const examples = path.resolve(import.meta.dirname, '../examples');

const START_TIMEOUT_MS = 10_000;
const STOP_TIMEOUT_MS = 5_000;

/** Ports that the examples are written with. */
const SITE_PORT = 18080;
const TCP_PORT = 18090;
const WRITTEN_PORTS = [SITE_PORT, 18081, 18082, 18083, TCP_PORT];

/** What the servers of the demo may be built without; the first that nginx accepts is run. */
const VARIANTS = [
  { lua: true, stream: true },
  { lua: true, stream: false },
  { lua: false, stream: true },
  { lua: false, stream: false },
];

/** Demos that run: what a sudden end of this process has to take with it. */
const running = new Set();
let isWatchingForEnd = false;

/** The executable of nginx or OpenResty; null where there is none. */
export function findNginx() {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const places = [...folders, '/usr/sbin', '/usr/local/sbin', '/usr/local/openresty/bin', '/usr/local/nginx/sbin'];
  const candidates = ['nginx', 'openresty'].flatMap((name) => places.map((folder) => path.join(folder, name)));
  return candidates.find(existsSync) ?? null;
}

/**
 * Starts the demo. `traffic`: whether it gets requests. Throws, with a message for people, where it can't be started.
 *
 * `hasLua` tells whether the Lua dictionaries are part of it; `ended` settles when the server has ended, for whatever
 * reason.
 */
export async function startDemo({ traffic = true } = {}) {
  const binary = findNginx();
  if (binary === null) throw new Error('nginx is not installed (Debian: apt-get install nginx libnginx-mod-http-lua)');
  const folder = mkdtempSync(path.join(tmpdir(), 'zone-lens-demo-'));
  const demo = { folder, child: null };
  running.add(demo);
  watchForEnd();
  try {
    const ports = new Map();
    for (const [index, port] of (await freePorts(WRITTEN_PORTS.length)).entries())
      ports.set(WRITTEN_PORTS[index], port);
    const config = path.join(folder, 'nginx.conf');
    const { lua: hasLua, stream: hasStream } = writeConfig(binary, folder, ports);
    const ended = spawnServer(demo, [binary, config]);
    await waitForPort(ports.get(SITE_PORT), ended);
    const tcpPort = hasStream ? ports.get(TCP_PORT) : null;
    const stopTraffic = traffic ? startTraffic({ port: ports.get(SITE_PORT), tcpPort, hasLua }) : () => {};
    void ended.then(stopTraffic);
    return {
      folder,
      config,
      port: ports.get(SITE_PORT),
      masterPid: demo.child.pid,
      hasLua,
      ended,
      stop: async () => {
        stopTraffic();
        await stopServer(demo, ended);
      },
    };
  } catch (error) {
    endNow(demo);
    throw error;
  }
}

/** Copies the examples, with ports that are free here, without what this nginx lacks. Gives what is in. */
function writeConfig(binary, folder, ports) {
  let problem = '';
  for (const variant of VARIANTS) {
    // Started as root, nginx gives its workers to another user, who reads the scripts.
    chmodSync(folder, 0o755);
    cpSync(examples, folder, { recursive: true, filter: (source) => path.basename(source) !== '.gitignore' });
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.conf') || name.startsWith('problems')) continue;
      const file = path.join(folder, name);
      writeFileSync(file, forThisMachine(readFileSync(file, 'utf8'), name, { binary, variant, ports }));
    }
    if (!variant.lua) rmSync(path.join(folder, 'conf.d/30-lua.conf'));
    const { status, stderr } = spawnSync(binary, [...serverArguments(folder), '-t'], { encoding: 'utf8' });
    if (status === 0) return variant;
    problem ||= /^.*\[emerg\].*$/m.exec(stderr)?.[0] ?? stderr.trim();
  }
  throw new Error(`${binary} refuses the demo's config: ${problem}`);
}

function forThisMachine(text, name, { binary, variant, ports }) {
  const written = text.replace(/\b180[89]\d\b/g, (port) => String(ports.get(Number(port)) ?? port));
  if (name === 'nginx.conf' && !variant.stream) return withoutBlock(written, 'stream {');
  if (name === 'conf.d/50-site.conf' && !variant.lua) {
    return withoutBlock(withoutBlock(written, 'location = /dogs {'), 'location = /part {');
  }
  return name === 'modules.d/10-debian.conf' ? moduleLines(written, binary, variant) : written;
}

/** A text without one block: from the line that begins it to the line that ends it, as far indented. */
function withoutBlock(text, head) {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.trim() === head);
  const indent = /^ */.exec(lines[first] ?? '')[0];
  const last = lines.indexOf(`${indent}}`, first);
  return first === -1 || last === -1 ? text : lines.toSpliced(first, last - first + 1).join('\n');
}

/** Only modules that are files: those that are compiled in must not be loaded. */
function moduleLines(text, binary, variant) {
  const { stderr } = spawnSync(binary, ['-V'], { encoding: 'utf8' });
  const modules = /--modules-path=(\S+)/.exec(stderr ?? '')?.[1] ?? '/usr/lib/nginx/modules';
  return text.replace(/^load_module .*\/([^/]+\.so);$/gm, (_, name) => {
    const isWanted = name.includes('stream') ? variant.stream : variant.lua;
    const file = path.join(modules, name);
    return isWanted && existsSync(file) ? `load_module ${file};` : '';
  });
}

function serverArguments(folder) {
  return ['-p', `${folder}/`, '-c', path.join(folder, 'nginx.conf'), '-g', 'daemon off;'];
}

/** Starts the server in a process group of its own. Gives a promise that settles with how it ended. */
function spawnServer(demo, [binary]) {
  const child = spawn(binary, serverArguments(demo.folder), { cwd: demo.folder, stdio: 'ignore', detached: true });
  demo.child = child;
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? code}`));
  });
}

async function waitForPort(port, ended) {
  let failure = null;
  void ended.then((how) => {
    failure = how;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (failure === null && Date.now() < deadline) {
    const answered = await fetch(`http://127.0.0.1:${port}/status`, { signal: AbortSignal.timeout(1000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the demo nginx did not start: ${failure ?? 'no answer in time'}`);
}

/** Ports on the loopback address that nobody listens on, all different. */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  const listening = servers.map(
    (server) =>
      new Promise((resolve, reject) => {
        server.once('error', reject).listen(0, '127.0.0.1', () => resolve(server.address().port));
      }),
  );
  const ports = await Promise.all(listening);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function stopServer(demo, ended) {
  if (!running.has(demo)) return;
  signalMaster(demo, 'SIGTERM');
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, STOP_TIMEOUT_MS).unref())]);
  endNow(demo);
}

/** Ends what is left of a demo at once. */
function endNow(demo) {
  if (!running.delete(demo)) return;
  signalGroup(demo, 'SIGKILL');
  rmSync(demo.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

function watchForEnd() {
  if (isWatchingForEnd) return;
  isWatchingForEnd = true;
  process.once('exit', () => {
    for (const demo of running) endNow(demo);
  });
  // Without a listener a signal ends Node without its 'exit' event.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
}

function signalMaster({ child }, signal) {
  if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) child.kill(signal);
}

/** Workers too, which outlive their master for a moment. The group keeps its number while one of them lives. */
function signalGroup({ child }, signal) {
  if (child?.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody is left.
  }
}

/** What the person who started a demo is told of it. */
export function describeDemo({ masterPid, port, config, hasLua }) {
  const lua = hasLua
    ? ''
    : ', without Lua dictionaries, as nginx has no Lua module here (Debian: libnginx-mod-http-lua)';
  return `A demo nginx runs with pid ${masterPid} at http://127.0.0.1:${port}/${lua}; its config is ${config}`;
}

if (process.argv[1] === import.meta.filename) {
  try {
    const demo = await startDemo({ traffic: !process.argv.includes('--no-traffic') });
    console.log(`${describeDemo(demo)}\nCtrl+C ends it.`);
    console.log(`The demo nginx ${await demo.ended}.`);
    await demo.stop();
  } catch (error) {
    console.error(`demo: ${error.message}`);
    process.exitCode = 1;
  }
}
