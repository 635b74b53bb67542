import { sentences, t } from '../../l10n';
import type { RiskScenario } from '../../shared/dashboard';
import { formatBytes } from '../../zones/sizeText';
import { formatPercent } from '../figures';
import { liveBytesText } from '../liveTexts';
import { type RiskVerdict, scenarioTotal } from './severity';

/** What there is to tell. */
export interface ToldRisk {
  readonly scenarios: readonly RiskScenario[];
  readonly verdict: RiskVerdict;
  /** The server has ended: nothing grows any more. */
  readonly hasStopped: boolean;
  /** False where a tighter limit may stand in a cgroup that could not be read. */
  readonly isWhole: boolean;
}

/** A risk in words: what it means for the tightest limit, what is taken at most, and what in a day. */
export function riskText({ scenarios, verdict, hasStopped, isWhole }: ToldRisk): string {
  const find = (scenario: RiskScenario['scenario']): RiskScenario | null =>
    scenarios.find((one) => one.scenario === scenario) ?? null;
  const forecast = find('forecast');
  const now = find('now');
  return sentences(
    hasStopped ? t('The server has ended, and its memory is free again: so it was at the end.') : '',
    verdictText(verdict, hasStopped),
    fullText(find('full'), verdict),
    now === null || hasStopped ? '' : forecastText(now, forecast),
    isWhole ? '' : t('A cgroup of the server could not be read: its limit may be lower than the ones shown.'),
  );
}

function verdictText({ severity, limit, reason, missing }: RiskVerdict, hasStopped: boolean): string {
  if (limit === null) return t('How much memory there is, is not known.');
  const what = `${limit.label}, ${formatBytes(limit.bytes)}`;
  if (missing !== null) {
    return t(
      'Zones can still take {0}, and only {1} is left: other programs would have to give way.',
      formatBytes(missing.stillBytes),
      formatBytes(missing.availableBytes),
    );
  }
  if (severity === 'over') {
    if (reason === 'forecast') return t('At the present growth the limit is passed within a day: {0}.', what);
    if (reason === 'empty') return t('Even the empty zones take more than there is: {0}.', what);
    return hasStopped
      ? t('More was taken than the limit allows: {0}.', what)
      : t('More is taken now than the limit allows: {0}.', what);
  }
  if (severity === 'tight') {
    if (reason === 'full') return t('All zones full would not fit: {0}.', what);
    if (reason === 'forecast') {
      return t('At the present growth hardly anything of the limit is left in a day: {0}.', what);
    }
    return hasStopped
      ? t('Hardly anything of the limit was left: {0}.', what)
      : t('Hardly anything of the limit is left: {0}.', what);
  }
  return severity === 'fine'
    ? t('Even with every zone full it fits: {0}.', what)
    : t('Not all sizes are known, so it cannot be told whether full zones fit: {0}.', what);
}

function fullText(full: RiskScenario | null, { limit }: RiskVerdict): string {
  if (full === null) return '';
  const hasProcesses = full.processes.bytes !== null;
  const { bytes, exactness } = scenarioTotal(full);
  if (bytes === null) return t('What the zones take at most is not known.');
  const amount = liveBytesText(bytes, exactness);
  if (limit === null || limit.bytes <= 0) {
    return hasProcesses
      ? t('Full zones and the processes’ own memory come to {0}.', amount)
      : t('Full zones come to {0}, beside the processes’ own memory.', amount);
  }
  const share = formatPercent(bytes / limit.bytes);
  return hasProcesses
    ? t('Full zones and the processes’ own memory come to {0}, {1} of the limit.', amount, share)
    : t('Full zones come to {0}, {1} of the limit, beside the processes’ own memory.', amount, share);
}

function forecastText(now: RiskScenario, forecast: RiskScenario | null): string {
  if (forecast === null) return t('How the zones grow has not been seen for long enough to tell what comes.');
  const { bytes, exactness } = scenarioTotal(forecast);
  if (bytes === null || now.zones.bytes === null || forecast.zones.bytes === null) return '';
  const growth = forecast.zones.bytes - now.zones.bytes;
  if (growth <= 0) return t('No zone grows at present.');
  return t(
    'At the present growth it is {0} in a day, {1} more than now: each zone up to its size, the processes as they are.',
    liveBytesText(bytes, exactness),
    formatBytes(growth),
  );
}
