import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../errorText';
import { SEVERITIES, type Severity } from '../features/diagnostics/problem';
import type { EntrySize } from '../zones/footprint';
import { parseServerBuild, type ServerBuild } from '../zones/serverBuild';
import { parsePersonSize } from '../zones/sizeText';
import { type InspectOptions, parseInspectOptions } from './inspect/inspectOptions';
import { UsageError } from './usageError';

/** What the person says of the server and host that the config is for. */
export interface TargetOptions {
  readonly pageSizeBytes: number | undefined;
  readonly memoryBytes: number | undefined;
  readonly build: ServerBuild | undefined;
  readonly entrySizes: ReadonlyMap<string, EntrySize>;
  readonly root: string | undefined;
  readonly prefix: string | undefined;
  readonly zoneSharePercent: number | undefined;
}

/** How "check" prints problems. */
export type CheckFormat = 'text' | 'json' | 'sarif' | 'github';

/** What the person asked for. */
export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | { readonly name: 'zones'; readonly file: string; readonly json: boolean; readonly target: TargetOptions }
  | {
      readonly name: 'check';
      readonly files: readonly [string, ...string[]];
      readonly format: CheckFormat;
      readonly failOn: Severity;
      readonly target: TargetOptions;
    }
  | { readonly name: 'inspect'; readonly options: InspectOptions };

const PAGE_SIZES: ReadonlyMap<string, number> = new Map([
  ['4k', 4096],
  ['16k', 16384],
  ['64k', 65536],
]);

const FORMATS: readonly CheckFormat[] = ['text', 'json', 'sarif', 'github'];

/** Reads the command line, the program's name not included. Throws {@link UsageError}. */
export function parseCommand(argumentsGiven: readonly string[]): Command {
  const [name, ...rest] = argumentsGiven;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return { name: 'help' };
  if (name === '--version' || name === '-v' || name === '-V') return { name: 'version' };
  if (name === 'inspect') {
    const options = parseInspectOptions(rest);
    return options === null ? { name: 'help' } : { name, options };
  }
  if (name !== 'zones' && name !== 'check') {
    const commands = '"zone-lens zones FILE", "zone-lens check FILE..." or "zone-lens inspect"';
    throw new UsageError(`unknown command "${name}": write ${commands}.`);
  }
  const { values, positionals } = parse(rest);
  if (values.help) return { name: 'help' };
  const target = targetOptions(values);
  const [file, ...more] = positionals;
  if (file === undefined) throw new UsageError(`"${name}" needs a config file: zone-lens ${name} nginx.conf`);
  if (positionals.includes('-')) {
    throw new UsageError(
      `"${name}" reads files, not standard input: relative includes start from a file's folder. Name the config file.`,
    );
  }
  if (name === 'check') {
    refuse(values, ['json']);
    const format = oneOf('--format', values.format ?? 'text', FORMATS);
    const failOn = oneOf('--fail-on', values['fail-on'] ?? 'error', SEVERITIES);
    return { name, files: [file, ...more], format, failOn, target };
  }
  refuse(values, ['format', 'fail-on']);
  if (more.length > 0) throw new UsageError(`"zones" takes one file, and ${positionals.length} were given.`);
  return { name, file, json: values.json ?? false, target };
}

type Values = ReturnType<typeof parse>['values'];

function parse(rest: string[]) {
  try {
    return parseArgs({
      args: rest,
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        json: { type: 'boolean' },
        format: { type: 'string' },
        'fail-on': { type: 'string' },
        'page-size': { type: 'string' },
        memory: { type: 'string' },
        server: { type: 'string' },
        compat: { type: 'string' },
        'entry-size': { type: 'string', multiple: true },
        'zone-share': { type: 'string' },
        root: { type: 'string' },
        prefix: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

function refuse(values: Values, names: readonly ('json' | 'format' | 'fail-on')[]): void {
  for (const name of names) {
    if (values[name] !== undefined) throw new UsageError(`--${name} does not belong to this command; see --help.`);
  }
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new UsageError(`${option} ${value}: write one of ${allowed.join(', ')}.`);
  return found;
}

function targetOptions(values: Values): TargetOptions {
  return {
    pageSizeBytes: pageSize(values['page-size']),
    memoryBytes: memorySize(values.memory),
    build: serverBuild(values.server, values.compat),
    entrySizes: new Map((values['entry-size'] ?? []).map(entrySize)),
    root: values.root,
    prefix: values.prefix === undefined ? undefined : resolve(values.prefix),
    zoneSharePercent: zoneShare(values['zone-share']),
  };
}

function pageSize(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const bytes = PAGE_SIZES.get(text.toLowerCase());
  if (bytes === undefined) throw new UsageError(`--page-size ${text}: write 4k, 16k or 64k.`);
  return bytes;
}

function memorySize(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const bytes = parsePersonSize(text);
  if (bytes === null || bytes <= 0 || !Number.isSafeInteger(bytes)) {
    throw new UsageError(`--memory ${text}: write a size such as 512m, 64g or 1.5g.`);
  }
  return bytes;
}

function serverBuild(text: string | undefined, compat: string | undefined): ServerBuild | undefined {
  const withCompat = compat === undefined ? null : oneOf('--compat', compat, ['yes', 'no']) === 'yes';
  if (text === undefined) {
    if (compat !== undefined) throw new UsageError('--compat belongs to --server: which one was built so?');
    return undefined;
  }
  const build = parseServerBuild(text, withCompat);
  if (build === null) {
    throw new UsageError(`--server ${text}: write what "nginx -v" prints, such as nginx/1.26.2 or openresty/1.25.3.1.`);
  }
  return build;
}

/** `dogs=20+100` or `20+100`: bytes of key and value. */
function entrySize(text: string): [string, EntrySize] {
  const match = /^(?:(.+)=)?(\d{1,9})\+(\d{1,12})$/.exec(text);
  if (match === null) {
    throw new UsageError(`--entry-size ${text}: write KEY+VALUE or ZONE=KEY+VALUE in bytes, such as dogs=20+100.`);
  }
  return [match[1] ?? '*', { keyBytes: Number(match[2]), valueBytes: Number(match[3]) }];
}

function zoneShare(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const percent = Number(text);
  if (!(percent > 0 && percent <= 100))
    throw new UsageError(`--zone-share ${text}: write a percentage above 0 and up to 100.`);
  return percent;
}
