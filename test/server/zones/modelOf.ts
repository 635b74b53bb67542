import { loadConfigFiles } from '../../../server/src/config/configFiles';
import { memoryFileSystem } from '../../../server/src/config/fileSystem';
import { parseServerBuild, type ServerBuild, UNKNOWN_BUILD } from '../../../server/src/zones/serverBuild';
import type { Zone } from '../../../server/src/zones/zone';
import { buildZoneModel, isZoneDirective, type ZoneModel } from '../../../server/src/zones/zoneModel';

export const ROOT = '/etc/nginx/nginx.conf';

/** A server by its banner, `nginx/1.22.1`; an unknown one for ''. */
export function buildOf(banner: string): ServerBuild {
  const build = banner === '' ? UNKNOWN_BUILD : parseServerBuild(banner, true);
  if (build === null) throw new Error(`no server: ${banner}`);
  return build;
}

export interface ModelSetup {
  /** Further files, relative to /etc/nginx. */
  readonly files?: Readonly<Record<string, string>>;
  readonly banner?: string;
  readonly pageSizeBytes?: number;
}

/** The zones of a config that lies in memory. */
export function modelOf(
  text: string,
  { files = {}, banner = 'nginx/1.22.1', pageSizeBytes = 4096 }: ModelSetup = {},
): ZoneModel {
  const further = Object.entries(files).map(([name, content]) => [`/etc/nginx/${name}`, content] as const);
  const fileSystem = memoryFileSystem(new Map([[ROOT, text], ...further]));
  const config = loadConfigFiles(fileSystem, ROOT, text, { isMarked: isZoneDirective });
  return buildZoneModel(config, { fileSystem, build: buildOf(banner), pageSizeBytes, prefixes: [] });
}

/** The zones that some directives in the http block declare, without those that nginx makes by itself. */
export function httpModel(text: string, setup: ModelSetup = {}): ZoneModel {
  return modelOf(`events {}\nhttp {\n${text}\n}\n`, setup);
}

/** Zones as `name size`, those that modules make by themselves left out. */
export function declaredZones({ zones }: ZoneModel): string[] {
  return zones.filter(({ isImplicit }) => !isImplicit).map(({ name, sizeBytes }) => `${name} ${sizeBytes}`);
}

/** The zone of a name. */
export function zoneNamed({ zones }: ZoneModel, name: string): Zone {
  const zone = zones.find((one) => one.name === name);
  if (zone === undefined) throw new Error(`no zone ${name}`);
  return zone;
}
