import { t } from '../l10n';
import type { ProcessRole } from '../shared/liveServer';

/** A process for people: `worker 101`. */
export function processName({ role, pid }: { readonly role: ProcessRole; readonly pid: number }): string {
  switch (role) {
    case 'master':
      return t('master {0}', pid);
    case 'worker':
      return t('worker {0}', pid);
    case 'old worker':
      return t('old worker {0}', pid);
    case 'cache manager':
      return t('cache manager {0}', pid);
    case 'cache loader':
      return t('cache loader {0}', pid);
    default:
      return t('process {0}', pid);
  }
}
