import type { TextChange } from '../../../server/src/config/fileEdit';
import { type FileSystem, memoryFileSystem } from '../../../server/src/config/fileSystem';
import { DEFAULT_SETTINGS } from '../../../server/src/features/analysis';
import { liveHintsShown } from '../../../server/src/features/inlayHints';
import type { ProjectSetup } from '../../../server/src/session/project';
import { type AttachedServer, createSession, type Session } from '../../../server/src/session/session';
import { DEFAULT_FOLDER_SETTINGS } from '../../../server/src/session/settings';
import { createRandom, type Random } from '../../support/random';
import { AMPLE_HOST } from '../features/diagnostics/check';
import { filledZone, liveView, liveZone, MB, trendOf } from '../features/support/liveView';
import { buildOf } from '../zones/modelOf';

/** What a session of random changes needs to be made again by another. */
export interface World {
  readonly disk: Map<string, string>;
  readonly open: Map<string, string>;
  setup: ProjectSetup;
  live: AttachedServer | null;
}

const FOLDER = '/etc/nginx';

const START: Readonly<Record<string, string>> = {
  'nginx.conf': `events {}
http {
    lua_shared_dict dogs 10m;
    limit_req_zone $binary_remote_addr zone=one:10m rate=1r/s;
    include conf.d/*.conf;
    include sites/a;
    init_by_lua_file lua/init.lua;
}
stream { include stream.conf; }
`,
  'conf.d/a.conf': 'server {\n    limit_req zone=one;\n    location / { proxy_cache images; }\n}\n',
  'conf.d/b.conf': 'proxy_cache_path /var/cache keys_zone=images:10m;\nupstream u { zone u 64k; server 127.0.0.1; }\n',
  'sites/a': 'server { access_by_lua_block { local d = ngx.shared.dogs; return d:get("a") } }\n',
  'stream.conf': 'limit_conn_zone $server_port zone=one:1m;\nserver { listen 1; limit_conn two 1; }\n',
  'lua/init.lua': 'local shared = ngx.shared\nshared.dogs:set("a", 1)\nrequire("lua.more")\n',
  'other/nginx.conf': 'events {}\nhttp { include ../conf.d/b.conf; lua_shared_dict cats 1g; }\n',
};

/** Files that may come to be. */
const NAMES = [...Object.keys(START), 'conf.d/c.conf', 'conf.d/d.conf', 'sites/b', 'conf.d/nginx.conf', 'lua/more.lua'];

const PIECES = [
  '    limit_req zone=one burst=5;\n',
  'lua_shared_dict cats 5m;\n',
  'lua_shared_dict dogs 10m;\n',
  'limit_req_zone $server_name zone=two:64k rate=5r/s;\n',
  'server {\n    limit_conn one 5;\n}\n',
  'include sites/*;\n',
  'include conf.d/*.conf;\n',
  'include missing.conf;\n',
  'http {\n}\n',
  'upstream v { zone u 64k; server 10.0.0.1; server 10.0.0.2 backup; }\n',
  'content_by_lua_block {\n    ngx.shared.cats:get("}")\n}\n',
  'init_by_lua_file lua/init.lua;\n',
  'ngx.shared.cats',
  '# 5 MB\n',
  '{{ template }}',
  '"',
  "'",
  '{',
  '}',
  ';',
  '\n',
  ' ',
  'x',
  'é',
  '\r\n',
];

/** A world with a small config on its disk. */
export function createWorld(): World {
  const disk = new Map(Object.entries(START).map(([name, text]) => [`${FOLDER}/${name}`, text]));
  return { disk, open: new Map(), setup: setupOf('nginx/1.22.1'), live: null };
}

function setupOf(banner: string): ProjectSetup {
  const build = buildOf(banner);
  return {
    settings: DEFAULT_FOLDER_SETTINGS,
    target: { host: AMPLE_HOST, build, buildSource: '', prefixes: [] },
    analysisSettings: { ...DEFAULT_SETTINGS },
  };
}

/** The disk as it is at each moment. */
function diskOf(world: World): FileSystem {
  const now = (): FileSystem => memoryFileSystem(world.disk);
  return {
    readFile: (path) => now().readFile(path),
    listDirectory: (path) => now().listDirectory(path),
    kindOf: (path) => now().kindOf(path),
    realPath: (path) => path,
  };
}

/** A session that sees the world, with its open documents where they are given. */
export function sessionOf(world: World): Session {
  const session = createSession({
    disk: diskOf(world),
    restrict: (files) => files,
    setupOf: () => world.setup,
    forcedRootOf: () => undefined,
  });
  for (const [path, text] of world.open) openIn(session, path, text);
  session.setLive(world.live);
  session.update();
  return session;
}

function openIn(session: Session, path: string, text: string): void {
  session.open({ uri: `file://${path}`, path, isFile: true, isScript: path.endsWith('.lua') }, text);
}

/** Makes a random change of the world and tells the session; gives what it did, for the message of a failure. */
export function changeWorld(world: World, session: Session, stream: Random): string {
  const random = (limit: number): number => Math.floor(stream() * limit);
  const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)] as Item;
  const openPaths = [...world.open.keys()];
  const action = stream();
  if (openPaths.length === 0 || (action < 0.04 && openPaths.length < 6)) {
    const path = pick([...world.disk.keys()]);
    const text = world.disk.get(path) ?? '';
    if (world.open.has(path)) return 'nothing';
    world.open.set(path, text);
    openIn(session, path, text);
    return `open ${path}`;
  }
  if (action < 0.06) {
    const path = pick(openPaths);
    world.open.delete(path);
    session.close(`file://${path}`);
    return `close ${path}`;
  }
  if (action < 0.08) {
    const path = pick(openPaths);
    world.disk.set(path, world.open.get(path) ?? '');
    return `save ${path}`;
  }
  if (action < 0.11) return changeDisk(world, session, random, pick);
  if (action < 0.115) {
    world.setup = setupOf(pick(['nginx/1.22.1', 'nginx/1.26.3', '', 'Angie/1.5.0']));
    session.reconfigure();
    return 'settings';
  }
  if (action < 0.14) {
    world.live = stream() < 0.2 ? null : randomServer(random, pick);
    const shown = shownBy(session);
    const isOther = session.setLive(world.live);
    if (!isOther && shownBy(session) !== shown) throw new Error('what is shown changed, and nobody was told');
    return `attach ${world.live?.rootPath}`;
  }
  const path = pick(openPaths);
  const before = world.open.get(path) ?? '';
  const change = randomChange(before, stream, random, pick);
  const text = before.slice(0, change.start) + change.text + before.slice(change.end);
  world.open.set(path, text);
  session.change(`file://${path}`, text, stream() < 0.95 ? change : null);
  return `edit ${path} ${JSON.stringify(change)}`;
}

type Pick = <Item>(items: readonly Item[]) => Item;

/** A server that runs some of the zones that the configs may declare, filled at random. */
function randomServer(random: (limit: number) => number, pick: Pick): AttachedServer {
  const zones = ['dogs', 'one', 'images', 'cats'].slice(random(3)).map((name, index) => {
    const figures = { inode: index + 1, sizeBytes: pick([MB, 10 * MB, 100 * MB]), kind: null, module: null };
    return random(2) === 0 ? liveZone(name, figures) : filledZone(name, random(2) * 25_000, figures);
  });
  const trends = [trendOf({ inode: random(4) + 1, failuresPerMinute: random(3) })];
  const state = pick(['live', 'live', 'live', 'stopped', 'lost'] as const);
  const rootPath = `${FOLDER}/${pick(['nginx.conf', 'nginx.conf', 'nginx.conf', 'other/nginx.conf'])}`;
  return { rootPath, view: liveView(zones, { trends, state }) };
}

/** Hints and problems, as far as they follow from the attached server. */
function shownBy(session: Session): string {
  const hints = session.projects().map(({ analysis }) => liveHintsShown(analysis));
  return JSON.stringify([hints, [...session.problems()].map(([path, { problems }]) => [path, problems])]);
}

function changeDisk(world: World, session: Session, random: (limit: number) => number, pick: Pick): string {
  const closed = [...world.disk.keys()].filter((path) => !world.open.has(path));
  const path = `${FOLDER}/${pick(NAMES)}`;
  const kind = random(3);
  if (kind === 0 && closed.length > 3) {
    const gone = pick(closed);
    world.disk.delete(gone);
    session.diskChanged([gone]);
    return `delete ${gone}`;
  }
  if (kind === 1 && closed.length > 3 && !world.disk.has(path)) {
    const from = pick(closed);
    world.disk.set(path, world.disk.get(from) ?? '');
    world.disk.delete(from);
    session.diskChanged([from, path]);
    return `rename ${from} to ${path}`;
  }
  if (world.open.has(path)) return 'nothing';
  world.disk.set(path, `${pick(PIECES)}${pick(PIECES)}${pick(PIECES)}`);
  session.diskChanged([path]);
  return `write ${path}`;
}

function randomChange(text: string, stream: Random, random: (limit: number) => number, pick: Pick): TextChange {
  const kind = stream();
  const start = random(text.length + 1);
  // Texts stay small, so that thousands of steps take seconds; and come back to something whole now and then.
  if (text.length > 3000 || kind < 0.01) return { start: 0, end: text.length, text: pick(Object.values(START)) };
  if (kind < 0.25) return { start, end: Math.min(text.length, start + random(8)), text: '' };
  if (kind < 0.35) {
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const lineEnd = text.indexOf('\n', start);
    return { start: lineStart, end: lineEnd === -1 ? text.length : lineEnd + 1, text: '' };
  }
  return { start, end: start, text: pick(PIECES) };
}

/** Everything that a session says, as plain values that can be compared. */
export function stateOf(session: Session): unknown {
  const located = session.documents().map(({ uri }) => {
    const place = session.locate(uri);
    return [uri, place === null ? null : [place.project.rootPath, place.path]];
  });
  const projects = session.projects().map(({ rootPath, config, analysis, diagnosis }) => ({
    rootPath,
    isWhole: config.isWhole,
    isIncomplete: config.isIncomplete,
    files: [...config.files.keys()],
    includes: [...config.includes].map(([path, targets]) => [path, [...targets.values()]]),
    zones: analysis.model.zones.map((zone) => ({
      name: zone.name,
      kind: zone.kind.id,
      sizeBytes: zone.sizeBytes,
      declarations: zone.declarations.map(({ file, directive, range, sizeRange }) => [
        file.path,
        directive,
        range,
        sizeRange,
      ]),
      references: zone.references.map(({ path, range, directive }) => [path, range, directive]),
      figures: analysis.figures.get(zone),
    })),
    uses: analysis.model.uses.map(({ file, directive, context, named }) => [file.path, directive, context, named]),
    scripts: [...analysis.model.scripts.files.keys()],
    problems: [...diagnosis.problemsByFile],
    live: analysis.live,
  }));
  const problems = [...session.problems()].map(([path, found]) => [path, found.problems]);
  return { located, projects, problems };
}

/** A random stream for a test. */
export { createRandom };
