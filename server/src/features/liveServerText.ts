import { t } from '../l10n';
import type { LiveServer } from '../shared/liveServer';

/** A running server in few words: `nginx 1.22.1, pid 4242`. Plain text; the product may be anything. */
export function serverText({ product, version, masterPid }: LiveServer): string {
  const name = version === null ? product : `${product} ${version}`;
  return t('{0}, pid {1}', name, masterPid);
}
