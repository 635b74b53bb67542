// What the matrix needs to know of the machine that it runs on.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const TOOLS = ['debootstrap', 'unshare', 'setpriv', 'chroot', 'mount', 'pivot_root'];
const TOOL_FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin', '/usr/local/sbin', '/usr/local/bin'];

/** Null where all is there, or one line that names what is missing and how to get it. */
export function missingTools() {
  if (process.platform !== 'linux') return `it needs Linux, and this is ${process.platform}.`;
  if (process.getuid?.() !== 0) return 'it needs root, for chroot and mounts: sudo npm run test:matrix';
  const missing = TOOLS.filter((name) => !TOOL_FOLDERS.some((folder) => isExecutable(path.join(folder, name))));
  if (missing.length === 0) return null;
  return `${missing.join(', ')} not found: apt-get install debootstrap util-linux mount coreutils`;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The Debian mirror that apt uses here; ZONE_LENS_MIRROR names another, and serves where this is no Debian. */
export function findMirror(folder = '/etc/apt') {
  if (process.env.ZONE_LENS_MIRROR) return process.env.ZONE_LENS_MIRROR;
  for (const { address, suites, components } of sourcesIn(folder)) {
    const isArchive = components.includes('main') && !suites.some((suite) => /-security$|\/updates$/.test(suite));
    if (isArchive && /^https?:\/\/\S+\/debian\/?$/.test(address)) return address;
  }
  throw new Error(`no Debian mirror in ${folder}: name one in ZONE_LENS_MIRROR`);
}

function sourcesIn(folder) {
  const parts = path.join(folder, 'sources.list.d');
  const files = existsSync(parts) ? readdirSync(parts).map((name) => path.join(parts, name)) : [];
  const oneLine = [path.join(folder, 'sources.list'), ...files.filter((file) => file.endsWith('.list'))];
  return [
    ...oneLine.filter(existsSync).flatMap((file) => oneLineSources(readFileSync(file, 'utf8'))),
    ...files.filter((file) => file.endsWith('.sources')).flatMap((file) => stanzas(readFileSync(file, 'utf8'))),
  ];
}

/** How this machine's apt judges the age of a mirror's lists: a frozen mirror needs here what it needs in a tree. */
export function ageOptions() {
  const { stdout } = spawnSync('apt-config', ['dump'], { encoding: 'utf8' });
  return [...(stdout ?? '').matchAll(/^(Acquire::Check-(?:Valid-Until|Date)) "(\w+)";$/gm)].map(
    ([, name, value]) => `-o ${name}=${value}`,
  );
}

/** `deb [options] address suite component…` */
function oneLineSources(text) {
  return [...text.matchAll(/^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+(.+)$/gm)].map((found) => ({
    address: found[1],
    suites: [found[2]],
    components: found[3].split(/\s+/),
  }));
}

/** The form of deb822: fields in stanzas. */
function stanzas(text) {
  const withoutComments = text.replaceAll(/^#.*\n?/gm, '');
  return withoutComments.split(/\n\s*\n/).flatMap((stanza) => {
    const words = (name) =>
      new RegExp(`^${name}:[ \\t]*(.*(?:\\n[ \\t].*)*)`, 'im').exec(stanza)?.[1].trim().split(/\s+/) ?? [];
    if (!words('Types').includes('deb') || words('Enabled').includes('no')) return [];
    return words('URIs').map((address) => ({ address, suites: words('Suites'), components: words('Components') }));
  });
}
