/** Items that Page Up and Page Down pass over at once, at least. */
const PAGE_STEP = 10;

/** What a key does in a chart. */
export type KeyAction =
  | { readonly kind: 'move'; readonly index: number }
  | { readonly kind: 'choose' | 'leave' }
  | { readonly kind: 'zoom'; readonly factor: number }
  | null;

/** What is known of the chart when a key is pressed. */
export interface KeySituation {
  /** Of the item that the keys are on; -1 for none. */
  readonly index: number;
  readonly itemCount: number;
  readonly canZoom: boolean;
}

/**
 * What a key does: arrows walk over the items, Enter chooses, Escape leaves; with something to zoom, + and - zoom, and 0
 * shows all. Null: nothing, the key is the page's.
 */
export function keyAction(key: string, { index, itemCount, canZoom }: KeySituation): KeyAction {
  const last = itemCount - 1;
  const to = (wanted: number): KeyAction =>
    itemCount === 0 ? null : { kind: 'move', index: Math.min(last, Math.max(0, wanted)) };
  const step = Math.max(PAGE_STEP, Math.round(itemCount / 20));
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return to(index + 1);
    case 'ArrowLeft':
    case 'ArrowUp':
      return to(index < 0 ? last : index - 1);
    case 'Home':
      return to(0);
    case 'End':
      return to(last);
    case 'PageDown':
      return to(index + step);
    case 'PageUp':
      return to(index < 0 ? last : index - step);
    case 'Enter':
      return index < 0 ? null : { kind: 'choose' };
    case 'Escape':
      return index < 0 ? null : { kind: 'leave' };
    case '+':
    case '=':
      return canZoom ? { kind: 'zoom', factor: 0.5 } : null;
    case '-':
      return canZoom ? { kind: 'zoom', factor: 2 } : null;
    case '0':
      return canZoom ? { kind: 'zoom', factor: Number.POSITIVE_INFINITY } : null;
    default:
      return null;
  }
}
