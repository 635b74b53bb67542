// Trees of other Debian suites: making them, and running the live tests inside of them.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ageOptions } from './matrixMachine.mjs';

/** Where the checkout and Node stand inside of a tree. */
const CHECKOUT = '/zone-lens';
const NODE = '/usr/local/bin/node';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What the live tests run and run against. A suite has most of the optional ones; tests skip those that it lacks. */
const PACKAGES = ['nginx', 'libstdc++6', 'procps', 'util-linux', 'binutils', 'wrk', 'openssl', 'ca-certificates'];
const OPTIONAL_PACKAGES = [
  'libnginx-mod-http-lua',
  'libnginx-mod-nchan',
  'libnginx-mod-http-uploadprogress',
  'libnginx-mod-http-upstream-fair',
  'libnginx-mod-stream',
  'libnginx-mod-mail',
];

/**
 * Runs a shell script in mount and process namespaces of its own. Its mounts are seen by nobody else; when it ends, or the
 * process that started it, the kernel ends all that it started.
 */
async function inNamespaces(script, values) {
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private'];
  const words = ['--pdeathsig', 'KILL', 'unshare', ...namespaces, '/bin/sh', '-euc', script];
  const child = spawn('setpriv', words, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { PATH, HOME: '/root', LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive', ...values },
  });
  const stop = () => child.kill('SIGKILL');
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const name of signals) process.once(name, stop);
  const status = await new Promise((done, fail) => child.once('error', fail).once('close', done));
  for (const name of signals) process.off(name, stop);
  return status ?? 1;
}

const MAKE = `
debootstrap --variant=minbase "$SUITE" "$TREE" "$MIRROR"
printf '#!/bin/sh\\nexit 101\\n' > "$TREE/usr/sbin/policy-rc.d"
chmod 755 "$TREE/usr/sbin/policy-rc.d"
touch "$TREE/etc/hosts" "$TREE/etc/resolv.conf"
for file in hosts resolv.conf; do
  if [ -e "/etc/$file" ]; then mount --bind "/etc/$file" "$TREE/etc/$file"; fi
done
mount -t proc proc "$TREE/proc"
chroot "$TREE" apt-get update -q $AGE_OPTIONS
chroot "$TREE" apt-get install -qy --no-install-recommends $PACKAGES
for package in $OPTIONAL_PACKAGES; do
  chroot "$TREE" apt-get install -qy --no-install-recommends "$package" || echo "$SUITE has no $package"
done
chroot "$TREE" apt-get clean
`;

/** Makes a tree of a suite with nginx in it; no service starts. Throws where that fails. */
export async function makeTree({ suite, tree, mirror }) {
  const status = await inNamespaces(MAKE, {
    SUITE: suite,
    TREE: tree,
    MIRROR: mirror,
    AGE_OPTIONS: ageOptions().join(' '),
    PACKAGES: PACKAGES.join(' '),
    OPTIONAL_PACKAGES: OPTIONAL_PACKAGES.join(' '),
  });
  if (status !== 0) throw new Error(`${suite} could not be made from ${mirror}; what failed stands above`);
}

/** The version of the nginx in a tree, by asking it; `unknown` where none runs. */
export function nginxVersionIn(tree) {
  const { stderr } = spawnSync('chroot', [tree, '/usr/sbin/nginx', '-v'], { encoding: 'utf8' });
  return /nginx version: \S+?\/(\S+)/.exec(stderr ?? '')?.[1] ?? 'unknown';
}

/** Not chroot: who is in a chroot may make no user namespace, and some of the tests do. */
const RUN = `
mount --bind "$TREE" "$TREE"
mount --bind "$CHECKOUT_HERE" "$TREE$CHECKOUT"
mount --bind "$NODE_HERE" "$TREE$NODE"
mount -t proc proc "$TREE/proc"
mount --rbind /sys "$TREE/sys"
mount --rbind /dev "$TREE/dev"
mount -t tmpfs -o mode=1777 tmpfs "$TREE/tmp"
mount -t tmpfs -o mode=755 tmpfs "$TREE/run"
cd "$TREE"
pivot_root . .
umount -l .
cd "$CHECKOUT"
exec "$NODE" node_modules/vitest/vitest.mjs $VITEST
`;

function vitestWords(tests) {
  const reporters = ['--reporter=default', '--reporter=./scripts/vitestReporter.mjs'];
  return ['run', '--project', 'live', ...reporters, ...tests];
}

/** Runs live tests inside of a tree; gives vitest's exit status. `counts`: where the counts go, from the checkout on. */
export function runInTree({ tree, root, tests, counts }) {
  const inTree = (place) => path.join(tree, place);
  mkdirSync(inTree(CHECKOUT), { recursive: true });
  if (!existsSync(inTree(NODE))) writeFileSync(inTree(NODE), '');
  return inNamespaces(RUN, {
    TREE: tree,
    CHECKOUT_HERE: root,
    NODE_HERE: process.execPath,
    CHECKOUT,
    NODE,
    VITEST: vitestWords(tests).join(' '),
    TEST_COUNTS: path.join(CHECKOUT, counts),
  });
}

/** Runs the same tests on this machine as it is. */
export function runOnMachine({ root, tests, counts }) {
  const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', ...vitestWords(tests)], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, TEST_COUNTS: path.join(root, counts) },
  });
  return new Promise((done, fail) => child.once('error', fail).once('close', (status) => done(status ?? 1)));
}
