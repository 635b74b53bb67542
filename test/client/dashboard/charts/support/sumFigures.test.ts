import { describe, expect, it } from 'vitest';
import { sumFigures, sumKnown, weakest } from '../../../../../client/src/dashboard/charts/support/sumFigures';

describe('sumFigures', () => {
  it('is as exact as the least exact of them', () => {
    expect(
      sumFigures([
        { bytes: 1, exactness: 'exact' },
        { bytes: 2, exactness: 'estimated' },
      ]),
    ).toEqual({ bytes: 3, exactness: 'estimated' });
  });

  it('is at least what is known where one is not', () => {
    expect(
      sumFigures([
        { bytes: 0, exactness: 'exact' },
        { bytes: null, exactness: 'exact' },
      ]),
    ).toEqual({ bytes: 0, exactness: 'at least' });
  });

  it('is not known where none is', () => {
    expect(sumFigures([{ bytes: null, exactness: 'estimated' }]).bytes).toBeNull();
    expect(sumFigures([]).bytes).toBeNull();
  });
});

describe('sumKnown', () => {
  it('is not known where one is not', () => {
    expect(sumKnown([1, 2])).toBe(3);
    expect(sumKnown([1, null])).toBeNull();
    expect(sumKnown([])).toBeNull();
  });
});

describe('weakest', () => {
  it('orders estimated behind at least', () => {
    expect(weakest(['at least', 'exact'])).toBe('at least');
    expect(weakest(['at least', 'estimated', 'exact'])).toBe('estimated');
    expect(weakest([])).toBe('exact');
  });
});
