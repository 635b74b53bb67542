import { t } from '../l10n';
import type { CgroupLimit } from './cgroup';

/** For people: `cgroup /system.slice (memory.max)`. */
export function cgroupLabel({ path, file }: CgroupLimit): string {
  return t('cgroup {0} ({1})', printable(path), file);
}

/** A cgroup's name may hold anything but a slash and a newline; a screen gets no control or direction characters. */
function printable(path: string): string {
  const clean = path.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufffd]/gu, '?');
  return clean.length <= 200 ? clean : `…${clean.slice(-199)}`;
}
