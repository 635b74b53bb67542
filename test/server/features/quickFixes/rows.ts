import { expect } from 'vitest';
import type { CursorSetup } from '../cursor';
import { httpAfter, offerInHttp, titles } from './fixing';

/** Text of the http block with a cursor at a problem, titles that are offered, text after the first of them. */
export type Row = readonly [text: string, offered: readonly string[], after: string];

/** Expects what a row says. */
export function expectFix([text, offered, after]: Row, setup: CursorSetup = {}): void {
  const found = offerInHttp(text, setup);
  expect(titles(found)).toEqual(offered);
  const [first] = offered;
  if (first !== undefined) expect(httpAfter(found, first.replace(/ \*$/, ''))).toBe(after);
}
