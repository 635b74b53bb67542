import * as vscode from 'vscode';
import type { LiveTotals } from '../../../server/src/shared/liveMessages';
import type { LiveServer, Rung } from '../../../server/src/shared/liveServer';
import { formatBytes } from '../../../server/src/zones/sizeText';

/** A server in a few words: `nginx/1.22.1`. */
export function productText({ product, version }: LiveServer): string {
  return version === null ? product : `${product}/${version}`;
}

/** What all zones hold: `≥ 412 of 780 MB loaded`. */
export function loadedText(figures: LiveTotals | null): string {
  if (figures === null) return vscode.l10n.t('figures not known');
  const { loadedBytes, sizeBytes, exactness, zoneCount } = figures;
  if (loadedBytes === null) return vscode.l10n.t('{0} zones of {1}', zoneCount, formatBytes(sizeBytes));
  const mark = { exact: '', 'at least': '≥ ', estimated: '≈ ' }[exactness];
  return vscode.l10n.t('{0} of {1} loaded', mark + formatBytes(loadedBytes), formatBytes(sizeBytes));
}

/** What a rung means for the figures. */
export function rungText(rung: Rung): string {
  switch (rung) {
    case 'exact':
      return vscode.l10n.t('exact figures');
    case 'mapped':
      return vscode.l10n.t('figures of the pages that a process has mapped');
    case 'page tables':
      return vscode.l10n.t('only how many pages are mapped');
    case 'none':
      return vscode.l10n.t('not permitted');
  }
}
