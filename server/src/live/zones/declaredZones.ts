/** The zones that a running server's config declares on disk now, which may not be those that it runs with. */
import { loadConfigFiles } from '../../config/configFiles';
import { memoryFileSystem } from '../../config/fileSystem';
import type { LiveServer } from '../../shared/liveServer';
import { type DeclaredAt, declaredAt } from '../../zones/declaredAt';
import { parseServerBuild, type ServerBuild, UNKNOWN_BUILD } from '../../zones/serverBuild';
import type { Zone } from '../../zones/zone';
import { listedName } from '../../zones/zoneList';
import { buildZoneModel, isZoneDirective } from '../../zones/zoneModel';
import type { ProcFiles } from '../system/procFiles';
import { type ReadFileMark, rootedFiles } from './rootedFiles';

/** A zone that the config on disk declares, or that a module makes by itself. */
export interface DeclaredZone {
  readonly name: string;
  /** The name in nginx's list, where a module puts something before it. */
  readonly listedName: string;
  /** The directive; null for zones that no directive declares. */
  readonly kind: string | null;
  readonly module: string;
  readonly sizeBytes: number | null;
  /** As the server sees the path. Line and column count from 1. */
  readonly declaredAt: DeclaredAt | null;
}

/** The declared zones in nginx's order, and what they were read from. */
export interface DeclaredZones {
  readonly zones: readonly DeclaredZone[];
  readonly marks: readonly ReadFileMark[];
}

/** Nothing is known of the config. */
export const NO_DECLARED_ZONES: DeclaredZones = { zones: [], marks: [] };

/** Scripts only refer to zones; none is read. */
const NO_FILES = memoryFileSystem(new Map());

/** Reads the config that a server says it runs. Empty where it is not known or can't be read. */
export function readDeclaredZones(files: ProcFiles, server: LiveServer, pageSizeBytes: number): DeclaredZones {
  if (server.configFile === null) return NO_DECLARED_ZONES;
  const rooted = rootedFiles(files, server.fileRoot);
  const main = rooted.fileSystem.readFile(server.configFile);
  if (!main.found) return { zones: [], marks: rooted.marks() };
  const config = loadConfigFiles(rooted.fileSystem, server.configFile, main.text, { isMarked: isZoneDirective });
  const prefixes = server.prefix === null ? [] : [server.prefix];
  const model = buildZoneModel(config, { fileSystem: NO_FILES, build: buildOf(server), pageSizeBytes, prefixes });
  return { zones: model.zones.flatMap(declaredZone), marks: rooted.marks() };
}

/** Some file is other than when it was read. */
export function haveChanged(files: ProcFiles, marks: readonly ReadFileMark[]): boolean {
  return marks.some(({ path, modifiedAtMs, inode, sizeBytes }) => {
    const stat = files.stat(path);
    return (
      (stat?.modifiedAtMs ?? 0) !== modifiedAtMs || (stat?.inode ?? 0) !== inode || (stat?.sizeBytes ?? 0) !== sizeBytes
    );
  });
}

function buildOf({ product, version, coreVersion, withCompat }: LiveServer): ServerBuild {
  const own = version === null ? null : parseServerBuild(`${product}/${version}`, withCompat);
  const build = own ?? { ...UNKNOWN_BUILD, withCompat };
  const core = coreVersion === null ? null : parseServerBuild(coreVersion);
  return core === null ? build : { ...build, coreVersion: core.coreVersion };
}

function declaredZone(zone: Zone): DeclaredZone[] {
  const { name, kind, sizeBytes, declarations } = zone;
  if (kind.isOutsideList === true) return [];
  const context = declarations[0]?.context ?? '*';
  return [
    {
      name,
      listedName: listedName(kind, context, name),
      kind: kind.directive,
      module: kind.module,
      sizeBytes,
      declaredAt: declaredAt(zone),
    },
  ];
}
