import { ownText } from './ownText';

/**
 * What was worked out for texts, kept from one version of a config to the next. What no version asks for any more is
 * forgotten: of two generations the older goes when enough new texts have come.
 */
export interface Recollection<Value> {
  recent: Map<string, Value>;
  older: Map<string, Value>;
  /** Texts that came since the last generation began. */
  newTexts: number;
}

export function createRecollection<Value>(): Recollection<Value> {
  return { recent: new Map(), older: new Map(), newTexts: 0 };
}

/** What was kept for a text; undefined where nothing is. */
export function recall<Value>(recollection: Recollection<Value>, text: string): Value | undefined {
  const { recent, older } = recollection;
  const value = recent.get(text);
  if (value !== undefined || older.size === 0) return value;
  const before = older.get(text);
  if (before !== undefined) recent.set(ownText(text), before);
  return before;
}

/** Keeps a value for a text. Neither may be or hold a part of a file's text (see ownText). */
export function keep<Value>(recollection: Recollection<Value>, text: string, value: Value): void {
  recollection.recent.set(text, value);
  recollection.newTexts++;
}

/**
 * Begins a generation once that many texts have come since the last one. To be called between two versions, so that
 * within one nothing is forgotten.
 */
export function forgetOldTexts<Value>(recollection: Recollection<Value>, mostNewTexts: number): void {
  if (recollection.newTexts < mostNewTexts) return;
  recollection.older = recollection.recent;
  recollection.recent = new Map();
  recollection.newTexts = 0;
}
