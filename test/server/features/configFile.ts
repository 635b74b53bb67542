import { type ConfigFile, loadConfigFiles } from '../../../server/src/config/configFiles';
import { memoryFileSystem } from '../../../server/src/config/fileSystem';
import { isZoneDirective } from '../../../server/src/zones/zoneModel';

/** A config file of a text alone. */
export function configFileOf(text: string, path = '/etc/nginx/nginx.conf'): ConfigFile {
  const config = loadConfigFiles(memoryFileSystem(new Map([[path, text]])), path, text, { isMarked: isZoneDirective });
  const file = config.files.get(path);
  if (file === undefined) throw new Error(`no file ${path}`);
  return file;
}
