import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventLabels, type LabelledMark } from '../../../../../client/src/dashboard/charts/support/eventLabels';

/** Letters are ten pixels wide. */
const widthOf = (text: string): number => 10 * text.length;
const room = { leftPx: 0, rightPx: 400, widthOf, mostLines: 1 };

function textsOf(marks: readonly LabelledMark[]): string[] {
  return eventLabels(marks, room).map(({ lines }) => lines.join(' | '));
}

describe('eventLabels', () => {
  it('puts a label over the middle of its mark', () => {
    expect(eventLabels([{ xPx: 200, name: 'reload' }], room)).toEqual([{ index: 0, lines: ['reload'], xPx: 200 }]);
  });

  it('keeps a label within the drawing', () => {
    const [label] = eventLabels([{ xPx: 398, name: 'restart' }], room);
    expect(label?.xPx).toBe(365);
    expect(eventLabels([{ xPx: 0, name: 'restart' }], room)[0]?.xPx).toBe(35);
  });

  it('names close marks together, in their order', () => {
    expect(
      textsOf([
        { xPx: 100, name: 'stopped' },
        { xPx: 104, name: 'restart' },
      ]),
    ).toEqual(['stopped, restart']);
  });

  it('moves a label to the right, as long as it stands at its mark', () => {
    const labels = eventLabels(
      [
        { xPx: 100, name: 'stopped' },
        { xPx: 145, name: 'restart' },
      ],
      room,
    );
    expect(labels).toEqual([
      { index: 0, lines: ['stopped'], xPx: 100 },
      { index: 1, lines: ['restart'], xPx: 178 },
    ]);
  });

  it('counts marks of one name', () => {
    expect(textsOf([0, 1, 2].map((xPx) => ({ xPx: 100 + xPx, name: 'reload' })))).toEqual(['3 × reload']);
  });

  it('counts marks whose names have no room', () => {
    const names = ['reload', 'worker replaced', 'binary upgrade', 'stopped', 'restart'];
    const marks = names.map((name, index) => ({ xPx: 100 + index, name }));
    expect(textsOf(marks)).toEqual(['5 events']);
    expect(eventLabels(marks, { ...room, mostLines: 2 }).map(({ lines }) => lines)).toEqual([
      ['reload, worker replaced, binary upgrade', 'stopped, restart'],
    ]);
  });

  it('loses no mark, and lays no label on another, for any marks', () => {
    const mark = fc.record({
      xPx: fc.integer({ min: 0, max: 400 }),
      name: fc.constantFrom('reload', 'restart', 'stopped', 'worker replaced'),
    });
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 60 }), (any) => {
        const marks = any.toSorted((one, other) => one.xPx - other.xPx);
        const labels = eventLabels(marks, room);
        let endPx = Number.NEGATIVE_INFINITY;
        labels.forEach(({ index, lines, xPx }, place) => {
          const text = lines.join();
          const half = widthOf(text) / 2;
          expect(xPx - half).toBeGreaterThan(endPx);
          endPx = xPx + half;
          const own = marks.slice(index, labels[place + 1]?.index ?? marks.length);
          if (!text.endsWith('events')) for (const { name } of own) expect(text).toContain(name);
        });
        expect(labels[0]?.index ?? 0).toBe(0);
        expect(endPx).toBeLessThanOrEqual(400);
      }),
    );
  });
});
