import { t } from '../../l10n';
import type { ValueForm } from '../../zones/catalogue/directiveRules';
import { parseSizeText } from '../../zones/sizeText';

export type ValueVerdict = 'accepted' | 'refused' | 'too-large';

const LARGEST_NUMBER = 0x7fff_ffff_ffff_ffffn;
const MOST_CONNECTIONS = 65535n;

/** Years down to seconds, each once and in this order; the last number may have no unit. */
const SECONDS = /^(?:\d*y *)?(?:\d*M *)?(?:\d*w *)?(?:\d*d *)?(?:\d*h *)?(?:\d*m(?!s) *)?(?:\d*s *)?(?:\d* +)?\d*$/;
const MILLISECONDS = /^(?:\d*w *)?(?:\d*d *)?(?:\d*h *)?(?:\d*m(?!s) *)?(?:\d*s *)?(?:\d*ms *)?(?:\d* +)?\d*$/;

/** Whether nginx takes a parameter's value. */
export function judgeValue(text: string, form: ValueForm): ValueVerdict {
  if (form === 'connection-count') {
    const count = parseNumber(text);
    if (count === null || count === 0n) return 'refused';
    return count > MOST_CONNECTIONS ? 'too-large' : 'accepted';
  }
  return isTaken(text, form) ? 'accepted' : 'refused';
}

function isTaken(text: string, form: Exclude<ValueForm, 'connection-count'>): boolean {
  switch (form) {
    case 'number':
      return parseNumber(text) !== null;
    case 'positive-number':
      return (parseNumber(text) ?? 0n) > 0n;
    case 'rate':
      return (parseNumber(text.replace(/r\/[sm]$/, '')) ?? 0n) > 0n;
    case 'seconds':
      return /\d/.test(text) && SECONDS.test(text);
    case 'milliseconds':
      return /\d/.test(text) && MILLISECONDS.test(text);
    case 'offset':
      return parseSizeText(text, 'offset') !== null;
    case 'cache-levels':
      return /^(?:[12](?::[12]){0,2})?$/.test(text);
    case 'on-off':
      return text === 'on' || text === 'off';
  }
}

/** What to write instead of a value that is refused. */
export function valueAdvice(form: ValueForm): string {
  switch (form) {
    case 'number':
      return t('Write a whole number.');
    case 'positive-number':
      return t('Write a whole number above 0.');
    case 'connection-count':
      return t('Write a whole number from 1 to 65535.');
    case 'rate':
      return t('Write a whole number above 0 with r/s or r/m behind it, such as 10r/s.');
    case 'seconds':
      return t('Write a time in whole seconds, such as 90s, 10m or 1h.');
    case 'milliseconds':
      return t('Write a time such as 500ms or 2s.');
    case 'offset':
      return t('Write a whole number, with k, m or g behind it or nothing for bytes.');
    case 'cache-levels':
      return t('Write one to three levels of 1 or 2, such as 1:2.');
    case 'on-off':
      return t('Write on or off.');
  }
}

/** ngx_atoi: digits alone, up to the largest signed integer. */
function parseNumber(text: string): bigint | null {
  const match = /^0*(\d{1,19})$/.exec(text);
  const value = match === null ? null : BigInt(match[1] ?? '0');
  return value === null || value > LARGEST_NUMBER ? null : value;
}
