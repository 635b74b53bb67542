import { posix } from 'node:path';
import type { InlayParts } from '../features/inlayHints';
import { listText, t } from '../l10n';
import type { EntrySize } from '../zones/footprint';
import { parseServerBuild, type ServerBuild } from '../zones/serverBuild';
import { parsePersonSize } from '../zones/sizeText';

/** What a person set for a folder, read and checked. Undefined: not said. */
export interface FolderSettings {
  /** Path of the main config. */
  readonly rootConfig: string | undefined;
  readonly prefix: string | undefined;
  readonly memoryBytes: number | undefined;
  readonly pageSizeBytes: number | undefined;
  readonly build: ServerBuild | undefined;
  /** Said without a server: how the installed one was built. */
  readonly withCompat: boolean | undefined;
  readonly zoneSharePercent: number;
  readonly entrySizes: ReadonlyMap<string, EntrySize>;
  readonly inlayHints: InlayParts;
}

/** Settings, and what was wrong with them, in words for the person; what is wrong counts as not said. */
export interface ReadSettings {
  readonly settings: FolderSettings;
  readonly faults: readonly string[];
}

const PAGE_SIZES: Readonly<Record<string, number | undefined>> = { '4k': 4096, '16k': 16384, '64k': 65536 };

const COMPAT: Readonly<Record<string, boolean | undefined>> = { yes: true, no: false };

const LARGEST_MEMORY_BYTES = 2 ** 50;
const LARGEST_KEY_BYTES = 65_535;
const LARGEST_VALUE_BYTES = 2 ** 30;
const DEFAULT_SHARE_PERCENT = 25;
const LARGEST_SHARE_PERCENT = 1000;

/**
 * Reads the section `zoneLens` of an editor's configuration, which may hold anything.
 *
 * @param folder path from which relative paths start; null without a folder
 */
export function readSettings(section: unknown, folder: string | null): ReadSettings {
  const faults: string[] = [];
  const value = (name: string): unknown => valueAt(section, name.split('.'));
  const fault = (name: string, wanted: string): undefined => {
    faults.push(t('The setting zoneLens.{0} is not used: {1}', name, wanted));
    return undefined;
  };
  const text = (name: string): string => {
    const found = value(name);
    if (found === undefined || found === null) return '';
    if (typeof found === 'string' && !found.includes('\0')) return found.trim();
    fault(name, t('write a text.'));
    return '';
  };
  const flag = (name: string): boolean => {
    const found = value(name) ?? true;
    if (typeof found !== 'boolean') fault(name, t('write true or false.'));
    return found !== false;
  };
  const path = (name: string): string | undefined => {
    const written = text(name);
    if (written === '') return undefined;
    if (posix.isAbsolute(written)) return posix.normalize(written);
    return folder === null
      ? fault(name, t('without a folder, write an absolute path.'))
      : posix.resolve(folder, written);
  };
  const memory = (): number | undefined => {
    const written = text('target.memory');
    if (written === '') return undefined;
    const bytes = parsePersonSize(written);
    const isPossible = bytes !== null && bytes > 0 && bytes <= LARGEST_MEMORY_BYTES;
    return isPossible ? bytes : fault('target.memory', t('write a size such as 512m, 8g or 1.5t.'));
  };
  const choice = <Value>(name: string, choices: Readonly<Record<string, Value | undefined>>): Value | undefined => {
    const written = text(name);
    if (written === '' || written === 'auto') return undefined;
    const names = listText(['auto', ...Object.keys(choices)]);
    return Object.hasOwn(choices, written) ? choices[written] : fault(name, t('write one of {0}.', names));
  };
  const share = (): number => {
    const found = value('problems.zoneSharePercent') ?? DEFAULT_SHARE_PERCENT;
    if (typeof found === 'number' && found >= 1 && found <= LARGEST_SHARE_PERCENT) return found;
    fault('problems.zoneSharePercent', t('write a number from 1 to {0}.', LARGEST_SHARE_PERCENT));
    return DEFAULT_SHARE_PERCENT;
  };
  const withCompat = choice('target.compat', COMPAT);
  const server = (): ServerBuild | undefined => {
    const written = text('target.server');
    if (written === '') return undefined;
    const build = parseServerBuild(written, withCompat ?? null);
    return build ?? fault('target.server', t('write a name and a version, such as nginx/1.26.2.'));
  };
  const settings: FolderSettings = {
    rootConfig: path('rootConfig'),
    prefix: path('prefix'),
    memoryBytes: memory(),
    pageSizeBytes: choice('target.pageSize', PAGE_SIZES),
    build: server(),
    withCompat,
    zoneSharePercent: share(),
    entrySizes: readEntrySizes(value('entrySizes'), fault),
    inlayHints: {
      usable: flag('inlayHints.usable'),
      fits: flag('inlayHints.fits'),
      live: flag('inlayHints.live'),
    },
  };
  return { settings, faults };
}

/** A member of nested objects, by its path; undefined where there is none. */
function valueAt(section: unknown, names: readonly string[]): unknown {
  let value = section;
  for (const name of names) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

function readEntrySizes(
  found: unknown,
  fault: (name: string, wanted: string) => undefined,
): ReadonlyMap<string, EntrySize> {
  const sizes = new Map<string, EntrySize>();
  if (found === undefined || found === null) return sizes;
  if (typeof found !== 'object') {
    fault('entrySizes', t('write an object with zones as names.'));
    return sizes;
  }
  for (const [zone, size] of Object.entries(found)) {
    const keyBytes = valueAt(size, ['keyBytes']);
    const valueBytes = valueAt(size, ['valueBytes']);
    if (isLength(keyBytes, LARGEST_KEY_BYTES) && isLength(valueBytes, LARGEST_VALUE_BYTES)) {
      sizes.set(zone, { keyBytes, valueBytes });
    } else {
      const wanted = t('write keyBytes (0 to {0}) and valueBytes (0 to {1}).', LARGEST_KEY_BYTES, LARGEST_VALUE_BYTES);
      fault(`entrySizes.${zone.slice(0, 100)}`, wanted);
    }
  }
  return sizes;
}

function isLength(value: unknown, largest: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= largest;
}

/** What holds where nothing is set. */
export const DEFAULT_FOLDER_SETTINGS: FolderSettings = readSettings({}, null).settings;
