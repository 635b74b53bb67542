/** Figures of zones in configs that are written in a test. */

import { loadConfigFiles } from '../../../server/src/config/configFiles';
import { memoryFileSystem } from '../../../server/src/config/fileSystem';
import {
  type EntrySize,
  type Footprint,
  type FootprintTarget,
  type ZoneFigures,
  zoneFigures,
} from '../../../server/src/zones/footprint';
import { parseServerBuild, type ServerBuild } from '../../../server/src/zones/serverBuild';
import { buildZoneModel, isZoneDirective, type ZoneModel } from '../../../server/src/zones/zoneModel';

export const KB = 1024;
export const MB = 1024 * KB;
const DEBIAN = server('nginx/1.22.1', true);

export interface Circumstances {
  readonly build?: ServerBuild;
  readonly pageSizeBytes?: number;
  readonly hugePageBytes?: number;
  readonly entrySizes?: Readonly<Record<string, EntrySize>>;
  /** Further files of the config, by path below /etc/nginx. */
  readonly files?: Readonly<Record<string, string>>;
}

export function server(banner: string, withCompat: boolean | null = null): ServerBuild {
  const build = parseServerBuild(banner, withCompat);
  if (build === null) throw new Error(banner);
  return build;
}

export function modelOf(
  text: string,
  { build = DEBIAN, pageSizeBytes = 4 * KB, files = {} }: Circumstances,
): ZoneModel {
  const paths = Object.entries(files).map(([name, content]) => [`/etc/nginx/${name}`, content] as const);
  const fileSystem = memoryFileSystem(new Map([['/etc/nginx/nginx.conf', text], ...paths]));
  const config = loadConfigFiles(fileSystem, '/etc/nginx/nginx.conf', text, { isMarked: isZoneDirective });
  return buildZoneModel(config, { fileSystem, build, pageSizeBytes, prefixes: [] });
}

export function targetOf(circumstances: Circumstances): FootprintTarget {
  return {
    build: circumstances.build ?? DEBIAN,
    pageSizeBytes: circumstances.pageSizeBytes ?? 4 * KB,
    hugePageBytes: circumstances.hugePageBytes ?? null,
    entrySizes: new Map(Object.entries(circumstances.entrySizes ?? {})),
  };
}

/** Figures of the one zone that a config declares. */
export function figures(text: string, circumstances: Circumstances = {}): ZoneFigures {
  const model = modelOf(`events {} ${text}`, circumstances);
  const [zone, ...more] = model.zones.filter(({ isImplicit }) => !isImplicit);
  if (zone === undefined || more.length > 0) throw new Error(`${model.zones.length} zones in ${text}`);
  return zoneFigures(zone, model.config, targetOf(circumstances));
}

export function footprint(text: string, circumstances: Circumstances = {}): Footprint {
  return figures(text, circumstances).footprint;
}

export function entries(text: string, circumstances: Circumstances = {}): number | undefined {
  return figures(text, circumstances).capacity?.entries;
}

export function dict(name: string, size: string): string {
  return `http { lua_shared_dict ${name} ${size}; }`;
}

export function upstream(servers: string, zone = 'zone z 64k;', name = 'u'): string {
  return `http { upstream ${name} { ${zone} ${servers} } }`;
}
