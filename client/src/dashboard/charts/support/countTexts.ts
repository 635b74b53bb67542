import { formatCount } from '../../../../../server/src/features/figures';
import { t } from '../../../../../server/src/l10n';

/** `1 chunk`, `300,003 chunks`. */
export function chunksText(count: number): string {
  return count === 1 ? t('1 chunk') : t('{0} chunks', formatCount(count));
}

/** `1 page`, `25,600 pages`. */
export function pagesText(count: number): string {
  return count === 1 ? t('1 page') : t('{0} pages', formatCount(count));
}

/** `1 zone`, `500 zones`. */
export function zonesText(count: number): string {
  return count === 1 ? t('1 zone') : t('{0} zones', formatCount(count));
}
