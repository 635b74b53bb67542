import { loadConfigFiles } from '../../../server/src/config/configFiles';
import { type Analysis, type AnalysisSettings, analyze, DEFAULT_SETTINGS } from '../../../server/src/features/analysis';
import { nodeFileSystem } from '../../../server/src/host/nodeFileSystem';
import { realHostFiles } from '../../../server/src/host/procFiles';
import { readHostFacts } from '../../../server/src/host/readHostFacts';
import { readServerBinary } from '../../../server/src/host/serverBinary';
import type { EntrySize } from '../../../server/src/zones/footprint';
import { parseServerBuild, type ServerBuild } from '../../../server/src/zones/serverBuild';
import { buildZoneModel, isZoneDirective } from '../../../server/src/zones/zoneModel';
import { NGINX_BINARY } from './nginxBinary';

/** What the product reads out of the server's executable. */
export function installedBuild(): ServerBuild {
  const binary = readServerBinary(realHostFiles(), NGINX_BINARY);
  const banner = binary && parseServerBuild(`${binary.productName}/${binary.version}`, binary.withCompat);
  if (binary === null || banner === null) throw new Error(`${NGINX_BINARY} is not read as a server`);
  return { ...banner, coreVersion: binary.coreVersion?.split('.').map(Number) ?? banner.coreVersion };
}

/** What the product says of a config on this machine, as it is set up at this moment. */
export function analyzeHere(configPath: string, entrySizes: ReadonlyMap<string, EntrySize> = new Map()): Analysis {
  const fileSystem = nodeFileSystem();
  const text = fileSystem.readFile(configPath);
  if (!text.found) throw new Error(`${configPath}: ${text.reason}`);
  const config = loadConfigFiles(fileSystem, configPath, text.text, { isMarked: isZoneDirective });
  const host = readHostFacts(realHostFiles());
  const model = buildZoneModel(config, {
    fileSystem,
    build: installedBuild(),
    prefixes: [],
    pageSizeBytes: host.pageSizeBytes,
  });
  const settings: AnalysisSettings = { ...DEFAULT_SETTINGS, entrySizes };
  return analyze(model, host, settings);
}
