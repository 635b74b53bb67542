// Brings a bare Debian machine to where the project can be built and tested. Does nothing that is done already.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

const OLDEST_NODE = [20, 19];

/** What the live tests run against: a real nginx with the modules that make zones. */
const DEBIAN_PACKAGES = [
  'nginx',
  'libnginx-mod-http-lua',
  'libnginx-mod-http-uploadprogress',
  'libnginx-mod-http-upstream-fair',
  'libnginx-mod-mail',
  'libnginx-mod-nchan',
  'libnginx-mod-stream',
];

/** What the demo of `npm start` is made of. */
const DEMO_PACKAGES = ['nginx', 'libnginx-mod-http-lua', 'libnginx-mod-stream'];

/** What the tests in a browser run in, and a font, so that a picture is the same everywhere. */
const BROWSER_PACKAGES = ['chromium', 'fonts-dejavu-core'];

/** What the tests load servers with, take symbols out of executables with, and speak TLS with. */
const TOOL_PACKAGES = ['wrk', 'binutils', 'openssl'];

/** What the bench compares with, beside what the tests need. */
const PEER_PACKAGES = ['gdb'];

/** What is said where packages can't be installed. */
const FOR_TESTS = {
  uses: 'tests against a real nginx or in a browser need these, and are skipped without',
  more: 'To run every test',
};

/** Makes sure of Node, the npm packages and, as root and for tests, the Debian packages. */
export function setUp({ forTests = true } = {}) {
  checkNode();
  installNpmPackages();
  if (forTests) installDebianPackages([...DEBIAN_PACKAGES, ...TOOL_PACKAGES, ...BROWSER_PACKAGES]);
}

/** Installs what the bench compares with; what is not there is not compared. */
export function installPeers() {
  installDebianPackages(PEER_PACKAGES, {
    uses: 'the bench compares with these',
    more: 'To compare with them',
  });
}

/** Installs nginx for the demo where that is possible, and says what to do where it is not. */
export function installDemoServer() {
  installDebianPackages(DEMO_PACKAGES, {
    uses: 'the demo server needs these',
    more: 'To have a demo server',
  });
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  console.error(`Node ${OLDEST_NODE.join('.')} or newer is needed, and this is ${process.versions.node}.`);
  process.exit(1);
}

function installNpmPackages() {
  const stamp = path.join(root, 'node_modules/.zone-lens-lock');
  const lock = readFileSync(path.join(root, 'package-lock.json'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('setup: npm packages');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: 'inherit' });
  writeFileSync(stamp, lock);
}

function installDebianPackages(wanted, { uses, more } = FOR_TESTS) {
  const missing = wanted.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const line = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (!existsSync('/usr/bin/apt-get')) {
    console.log(`setup: ${uses}: ${missing.join(' ')}`);
  } else if (process.getuid?.() !== 0) {
    console.log(`setup: not root, so going on without ${missing.join(' ')}. ${more}:\n  sudo ${line}`);
  } else {
    console.log(`setup: ${line}`);
    installWithoutStarting(line);
  }
}

function isInstalled(name) {
  try {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder is dpkg-query's
    const status = execFileSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return status.toString() === 'installed';
  } catch {
    return false;
  }
}

/** Debian starts a service when it is installed; a test machine's port 80 is not ours to take. */
function installWithoutStarting(line) {
  const policy = '/usr/sbin/policy-rc.d';
  const isOurs = !existsSync(policy);
  if (isOurs) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const run = (command) =>
    execFileSync('/bin/sh', ['-c', command], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  try {
    run('apt-get update -q');
    run(line);
  } catch {
    console.log('setup: the packages could not be installed; what needs them is skipped and says so.');
  } finally {
    if (isOurs) rmSync(policy, { force: true });
  }
}
