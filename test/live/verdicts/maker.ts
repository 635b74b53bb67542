import { createRandom, type Random } from '../../support/random';
import { moduleLines } from '../support/nginxBinary';
import { namedKinds, restartIds, type Spot, upstream, type VerdictKind } from './kinds';
import { block, pick, render, type Statement, statement } from './statements';

/** One config to put before nginx and before us. */
export interface VerdictConfig {
  /** What it tries, for the totals. */
  readonly about: string;
  /** The folder of the test stands in it as PREFIX-FOLDER. */
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Modules that all configs load. */
export const VERDICT_MODULES = ['stream', 'mail', 'lua', 'nchan', 'uploadprogress', 'upstream_fair'] as const;

/** Statements by the place where they go. */
export type Parts = Partial<Record<Spot, readonly Statement[]>>;

/** Collects configs, each with places of its own for sockets and files. */
export interface ConfigMaker {
  readonly configs: VerdictConfig[];
  readonly random: Random;
  /** Adds a config; every third is written in the plainest style. */
  add(about: string, parts: Parts, files?: Readonly<Record<string, string>>): void;
  /** Folder under the prefix for the files of the next config. */
  folder(): string;
  /** Some size that every kind of zone takes. */
  size(): string;
}

export function createConfigMaker(seed: number): ConfigMaker {
  const configs: VerdictConfig[] = [];
  const random = createRandom(seed);
  restartIds();
  return {
    configs,
    random,
    add(about, parts, files = {}) {
      const style = configs.length % 3 === 0 ? null : random;
      configs.push({ about, text: configText(parts, configs.length, style), files });
    },
    folder: () => `files-${configs.length}`,
    size: () => pick(random, ['32k', '64k', '1m', '2M', '100K', '65536', '3m', '40960']),
  };
}

/** A whole config around some statements; it is one that nginx accepts if the statements are. */
function configText(parts: Parts, number: number, random: Random | null): string {
  const at = (spot: Spot): readonly Statement[] => parts[spot] ?? [];
  const has = (...spots: Spot[]): boolean => spots.some((spot) => at(spot).length > 0);
  const limitExcept = has('limit-except') ? [block(['limit_except', 'GET'], ...at('limit-except'))] : [];
  const inIf = has('http-if') ? [block(['if', '($uri)'], ...at('http-if'))] : [];
  const location = block(
    ['location', '/'],
    statement('proxy_pass', 'http://127.0.0.1:1'),
    ...limitExcept,
    ...inIf,
    ...at('http-location'),
  );
  const listen = (what: string): Statement => statement('listen', `unix:PREFIX-FOLDER/${what}-${number}.sock`);
  const http = [
    ...at('http'),
    ...(has('http-upstream') ? [upstream(at('http-upstream'))] : []),
    block(['server'], listen('http'), ...at('http-server'), location),
  ];
  const stream = [
    ...at('stream'),
    ...(has('stream-upstream') ? [upstream(at('stream-upstream'))] : []),
    ...(has('stream-server')
      ? [block(['server'], listen('stream'), ...at('stream-server'), statement('return', 'x'))]
      : []),
  ];
  const mailServer = [
    listen('mail'),
    statement('protocol', 'smtp'),
    statement('smtp_auth', 'none'),
    statement('auth_http', '127.0.0.1:1'),
  ];
  const mail = [...at('mail'), ...(has('mail-server') ? [block(['server'], ...mailServer, ...at('mail-server'))] : [])];
  const whole = [
    ...at('main'),
    block(['events'], ...at('events')),
    block(['http'], ...http),
    ...(stream.length > 0 ? [block(['stream'], ...stream)] : []),
    ...(mail.length > 0 ? [block(['mail'], ...mail)] : []),
  ];
  return moduleLines(VERDICT_MODULES) + render(whole, random);
}

/** Puts parts together; what stands first comes first. */
export function join(...all: readonly Parts[]): Parts {
  const joined: Parts = {};
  for (const parts of all) {
    for (const spot of Object.keys(parts) as Spot[]) joined[spot] = [...(joined[spot] ?? []), ...(parts[spot] ?? [])];
  }
  return joined;
}

/** A zone, declared where its kind belongs. */
export function declared(kind: VerdictKind, name: string, size: string): Parts {
  const spot: Spot = kind.spot === 'http-upstream' ? 'http' : kind.spot === 'stream-upstream' ? 'stream' : kind.spot;
  return { [spot]: [kind.declare(name, size)] };
}

/** Some valid zones of other kinds, with names that nothing else has. */
export function background(maker: ConfigMaker, count: number): Parts {
  const parts = Array.from({ length: count }, (_, index) =>
    declared(
      pick(
        maker.random,
        namedKinds.filter(({ id }) => id !== 'ssl_ocsp_cache'),
      ),
      `background${index}`,
      maker.size(),
    ),
  );
  return join(...parts);
}
