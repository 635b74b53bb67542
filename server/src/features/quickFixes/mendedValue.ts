import type { ValueForm } from '../../zones/catalogue/directiveRules';
import { parsePersonSize } from '../../zones/sizeText';
import { judgeValue } from '../diagnostics/parameterValue';

/** The value that was surely meant by one that nginx refuses; null where that can't be told. */
export function mendedValue(text: string, form: ValueForm): string | null {
  const mended = likelyValue(text.trim(), form);
  return mended !== null && mended !== text && judgeValue(mended, form) === 'accepted' ? mended : null;
}

function likelyValue(text: string, form: ValueForm): string | null {
  switch (form) {
    case 'rate': {
      const match = /^(\d{1,18}) ?(?:r|req|reqs|requests?)? ?(?:\/|p| per ) ?([sm])(?:ec|in|econd|inute)?$/i.exec(text);
      return match === null ? null : `${match[1]}r/${match[2]?.toLowerCase()}`;
    }
    case 'on-off':
      if (/^(?:on|yes|true|1|enabled?)$/i.test(text)) return 'on';
      return /^(?:off|no|false|0|disabled?)$/i.test(text) ? 'off' : null;
    case 'seconds':
    case 'milliseconds': {
      const match =
        /^(\d{1,9}) ?(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)$/i.exec(text);
      // `M` is a month to nginx.
      if (match === null || match[2] === 'M') return null;
      return (match[1] ?? '') + timeUnit((match[2] ?? '').toLowerCase());
    }
    case 'offset': {
      const bytes = parsePersonSize(text);
      return bytes === null || bytes === 0 ? null : offsetText(bytes);
    }
    case 'cache-levels':
      return text.replace(/[-,;./ ]/g, ':');
    default:
      return null;
  }
}

function timeUnit(word: string): string {
  return word === 'ms' || word.startsWith('mil') ? 'ms' : word.charAt(0);
}

function offsetText(bytes: number): string {
  for (const [unit, unitBytes] of [
    ['g', 1024 ** 3],
    ['m', 1024 ** 2],
    ['k', 1024],
  ] as const) {
    if (bytes % unitBytes === 0) return `${bytes / unitBytes}${unit}`;
  }
  return String(bytes);
}
