import { t } from '../l10n';
import type { LiveView } from '../shared/liveView';
import { formatBytes } from '../zones/sizeText';
import type { Zone } from '../zones/zone';
import type { Analysis } from './analysis';
import { code, lines, plain } from './hover/markdown';
import { serverText } from './liveServerText';
import { ageText, liveBytesText, rungText, usedBytes, zoneLineText } from './liveTexts';
import { liveZoneOf } from './liveZones';

/** Figures that are older were not refreshed as they should have been, whatever the pace of sampling. */
const STALE_AFTER_MS = 60_000;

/** What an attached server says of a zone, for the end of its line; null where it has no such zone. */
export function liveHintText(analysis: Analysis, zone: Zone, nowMs: number): string | null {
  const { live } = analysis;
  const running = liveZoneOf(analysis, zone);
  if (live === null || running === null) return null;
  const stale = staleText(live, nowMs);
  const text = zoneLineText(running, live.sample.pageSizeBytes);
  return stale === '' ? text : `${text} · ${stale}`;
}

/** Why figures are not those of now; empty where they are. */
export function staleText({ state, sample }: LiveView, nowMs: number): string {
  if (state === 'stopped') return t('server stopped');
  if (state === 'lost') return t('no longer refreshed');
  const ageMs = nowMs - sample.takenAtMs;
  return ageMs > STALE_AFTER_MS ? ageText(ageMs) : '';
}

/**
 * What a hint with live figures tells when the pointer rests on it. Markdown.
 *
 * @param nowMs null leaves out how old the figures are: the text then is the same for the same figures
 */
export function liveHintTooltip(analysis: Analysis, zone: Zone, nowMs: number | null): string | null {
  const { live } = analysis;
  const running = liveZoneOf(analysis, zone);
  if (live === null || running === null) return null;
  const { loaded, sizeBytes } = running;
  const { pageSizeBytes, takenAtMs, rung } = live.sample;
  const used = usedBytes(running, pageSizeBytes);
  return lines([
    t('{0}: {1}', code(zone.name), formatBytes(sizeBytes)),
    t('loaded: {0}', liveBytesText(loaded.bytes, loaded.exactness)),
    used === null ? '' : t('used: {0}', formatBytes(used)),
    `${plain(serverText(live.server))} · ${rungText(rung)}`,
    nowMs === null ? '' : staleText(live, nowMs) || ageText(nowMs - takenAtMs),
  ]);
}
