import { t } from '../../../server/src/l10n';
import type { ProcessRole } from '../../../server/src/shared/liveServer';

/** What a process of a server does, in a word or two. */
export function roleText(role: ProcessRole): string {
  switch (role) {
    case 'master':
      return t('master');
    case 'single':
      return t('single process');
    case 'worker':
      return t('worker');
    case 'old worker':
      return t('old worker');
    case 'cache manager':
      return t('cache manager');
    case 'cache loader':
      return t('cache loader');
    case 'privileged agent':
      return t('privileged agent');
    case 'other':
      return t('process');
  }
}
