import { sentences, t } from '../../l10n';
import type { ZoneFigures } from '../../zones/footprint';
import { formatBytes } from '../../zones/sizeText';
import type { Zone } from '../../zones/zone';
import type { ZoneKind } from '../../zones/zoneKind';
import { emptyLoadedText, largestValueBytes } from './figureTexts';
import { code } from './markdown';

/** A line of nginx's log is shown with the zone's name in it. */
const LONGEST_LOG_LINE = 130;

/** What happens when the zone is full, and what the log then says. */
export function whenFullSentence({ kind, name }: Zone): string {
  return sentences(t('**When full:**'), t(kind.whenFull), logSentence(kind, name));
}

function logSentence({ logsNoMemory, logContext, size }: ZoneKind, name: string): string {
  // A zone of the module's own size holds what it is made for, and asks for no more.
  if (logsNoMemory === null || size.parser === 'none') return '';
  const line = 'ngx_slab_alloc() failed: no memory';
  if (!logsNoMemory) return t('No {0} is logged.', code(line));
  if (logContext === null) return t('The log says {0}, without the name of the zone.', code(line));
  return t('The log says {0}.', code(`${line}${logContext.prefix}${name}${logContext.suffix}`, LONGEST_LOG_LINE));
}

/** What a reload does with the zone, and with the figures that people watch then. */
export function reloadSentence(zone: Zone, figures: ZoneFigures): string {
  const atReload =
    survivesReload(zone.kind) && growsWhenUsed(zone, figures)
      ? t('RSS falls then, as new workers have touched nothing yet, but a kept zone still holds all its pages.')
      : '';
  return sentences(onReloadSentence(zone), atReload);
}

/** What a reload does with the zone. */
export function onReloadSentence({ kind }: Zone): string {
  return sentences(t('**On reload:**'), t(kind.onReload));
}

/** "No memory" while space is free. Empty for zones of which it is not known what an entry takes. */
export function noMemorySentence(zone: Zone, figures: ZoneFigures): string {
  if (figures.capacity === null) return '';
  const reason = t(
    '**“No memory” with space left:** an entry needs a free chunk of its own size class, or free pages side by side; ' +
      'free space in other pieces does not help it.',
  );
  const largestBytes = largestValueBytes(zone, figures);
  if (largestBytes === null) return reason;
  return sentences(reason, t('Even an empty zone takes no value above {0}.', formatBytes(largestBytes)));
}

/** RSS times workers. Empty where the zone does not grow. */
export function workersSentence(zone: Zone, figures: ZoneFigures): string {
  if (!growsWhenUsed(zone, figures)) return '';
  return t(
    '**RSS:** the workers share these pages, and each counts all that it has touched: never add up the RSS of workers, ' +
      'add up their PSS ({0}).',
    code('/proc/PID/smaps_rollup'),
  );
}

/** What looks like a leak: a zone that fills for the first time. Empty where the zone does not grow. */
export function growthSentence(zone: Zone, figures: ZoneFigures): string {
  if (!growsWhenUsed(zone, figures)) return '';
  const growth = t(
    '**Not a leak:** a page takes RAM when it is first written, so nginx grows as this zone fills, from {0} to at most ' +
      '{1}, and then stops.',
    emptyLoadedText(figures.footprint),
    formatBytes(zone.sizeBytes ?? 0),
  );
  if (!survivesReload(zone.kind)) return growth;
  return sentences(growth, t('What is deleted leaves room in the zone, but no RAM is given back before a restart.'));
}

export function survivesReload({ reload }: ZoneKind): boolean {
  return reload === 'kept' || reload === 'conditional';
}

/** The pool has pages that are not loaded at start. */
export function growsWhenUsed({ kind, sizeBytes }: Zone, { footprint }: ZoneFigures): boolean {
  const { emptyLoadedBytes } = footprint;
  return kind.memory !== 'raw' && sizeBytes !== null && emptyLoadedBytes !== null && emptyLoadedBytes < sizeBytes;
}

/** The file says one size, what runs has mapped another; with what a reload then does. */
export function resizeSentence({ kind }: Zone): string {
  const running = isRemadeWhenResized(kind)
    ? t(
        '**Another size in the file** changes nothing in a running server until a reload. That maps a new zone, and the ' +
          'old one stays beside it until the last old worker has gone.',
      )
    : t('**Another size in the file** changes nothing in a running server, at least until a reload.');
  return sentences(running, t(kind.onReload));
}

/** nginx itself maps a zone of another size anew; some modules of third parties never let it see one. */
export function isRemadeWhenResized(kind: ZoneKind): boolean {
  return kind.product !== 'third-party' && survivesReload(kind);
}
