import { sentences, t } from '../../../server/src/l10n';
import type { DashboardData, DashboardServer } from '../../../server/src/shared/dashboard';
import { formatBytes } from '../../../server/src/zones/sizeText';
import { figureText, valueText } from './cellText';
import { zonesText } from './charts/support/countTexts';
import { sentenceCase } from './sentenceCase';

/** What all zones hold together, with what is not known left out or said to be so. */
export function totalsText({ server, totals }: Pick<DashboardData, 'server' | 'totals'>): string {
  const { zoneCount, sizeBytes, loaded, used, failures } = totals;
  if (zoneCount === 0) return t('No shared memory zones.');
  const zones = zonesText(zoneCount);
  const size = formatBytes(sizeBytes);
  return sentences(
    server === null ? plannedText(zones, size, loaded) : loadedText(zones, size, loaded, used),
    failures === null || failures === 0 ? '' : failedText(failures),
  );
}

type Totals = DashboardData['totals'];

function plannedText(zones: string, size: string, loaded: Totals['loaded']): string {
  return loaded.bytes === null
    ? t('{0} of {1}; what they hold just after the start is not known.', zones, size)
    : t('{0} of {1}: {2} just after the start.', zones, size, figureText(loaded));
}

function loadedText(zones: string, size: string, loaded: Totals['loaded'], used: Totals['used']): string {
  if (loaded.bytes === null) {
    return used.bytes === null
      ? t('{0} of {1}; what of it is loaded is not known.', zones, size)
      : t('{0} of {1}: {2} used; what is loaded is not known.', zones, size, figureText(used));
  }
  return used.bytes === null
    ? t('{0}: {1} loaded of {2}; what is used is not known.', zones, figureText(loaded), size)
    : t('{0}: {1} loaded of {2}, {3} used.', zones, figureText(loaded), size, figureText(used));
}

function failedText(failures: number): string {
  return failures === 1 ? t('1 request failed.') : t('{0} requests failed.', valueText('count', failures));
}

/** How figures are read, and what is missing for better ones. */
export function readingText({ rungText, missing }: Pick<DashboardServer, 'rungText' | 'missing'>): string {
  return sentences(t('{0}.', sentenceCase(rungText)), missing ?? '');
}
