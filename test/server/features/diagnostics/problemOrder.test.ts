import { describe, expect, test } from 'vitest';
import type { Problem } from '../../../../server/src/features/diagnostics/problem';
import { haveSameProblems, sortProblems } from '../../../../server/src/features/diagnostics/problemOrder';

function problem(start: number, end: number, message: string, more: Partial<Problem> = {}): Problem {
  return {
    code: 'zone-unused',
    severity: 'information',
    message,
    path: '/a',
    range: { start, end },
    related: [],
    ...more,
  };
}

describe('the order of problems', () => {
  test('is that of their places; of one place, that in which they were found', () => {
    const problems = [
      problem(5, 9, 'd'),
      problem(5, 6, 'b'),
      problem(5, 6, 'a'),
      problem(0, 9, 'c'),
      problem(5, 6, 'e'),
    ];
    expect(sortProblems(problems).map(({ message }) => message)).toEqual(['c', 'b', 'a', 'e', 'd']);
  });

  test('each is told once', () => {
    const problems = [
      problem(1, 2, 'a'),
      problem(1, 2, 'b'),
      problem(1, 3, 'a'),
      problem(1, 2, 'a'),
      problem(1, 2, 'b'),
    ];
    expect(sortProblems(problems)).toEqual([problem(1, 2, 'a'), problem(1, 2, 'b'), problem(1, 3, 'a')]);
    const other = problem(1, 2, 'a', { code: 'zone-missing' });
    expect(sortProblems([problem(1, 2, 'a'), other])).toHaveLength(2);
  });

  test('a place that says the same over and over comes to an end', () => {
    const many = Array.from({ length: 200_000 }, (_, index) => problem(1, 2, `a ${index % 1000}`));
    expect(sortProblems(many)).toHaveLength(1000);
  });
});

describe('problems are the same', () => {
  const related = [{ path: '/b', range: { start: 3, end: 4 }, message: 'here' }];
  const one = problem(1, 2, 'a', { related });

  test('where all that they say is', () => {
    expect(haveSameProblems([one, problem(5, 6, 'b')], [structuredClone(one), problem(5, 6, 'b')])).toBe(true);
    expect(haveSameProblems([], [])).toBe(true);
  });

  test.each<[string, Problem[]]>([
    ['code', [{ ...one, code: 'zone-missing' }]],
    ['severity', [{ ...one, severity: 'error' }]],
    ['message', [{ ...one, message: 'b' }]],
    ['path', [{ ...one, path: '/c' }]],
    ['start', [{ ...one, range: { start: 0, end: 2 } }]],
    ['end', [{ ...one, range: { start: 1, end: 3 } }]],
    ['number', [one, one]],
    ['number of places', [{ ...one, related: [] }]],
    ['other path', [{ ...one, related: [{ path: '/c', range: { start: 3, end: 4 }, message: 'here' }] }]],
    ['other start', [{ ...one, related: [{ path: '/b', range: { start: 2, end: 4 }, message: 'here' }] }]],
    ['other end', [{ ...one, related: [{ path: '/b', range: { start: 3, end: 5 }, message: 'here' }] }]],
    ['other message', [{ ...one, related: [{ path: '/b', range: { start: 3, end: 4 }, message: 'there' }] }]],
  ])('and not with another %s', (_, others) => {
    expect(haveSameProblems([one], others)).toBe(false);
    expect(haveSameProblems(others, [one])).toBe(false);
  });
});
