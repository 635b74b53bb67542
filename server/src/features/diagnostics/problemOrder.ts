import type { Problem } from './problem';

/**
 * Problems of one file in the order of their places, those of one place in the order in which they were found. A file
 * that is read several times says the same thing each time: it is told once.
 */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  const sorted = [...problems].sort(
    (left, right) => left.range.start - right.range.start || left.range.end - right.range.end,
  );
  const told: Problem[] = [];
  /** What was told of the place that was reached; made only once there is a second problem. */
  let toldHere: Set<string> | null = null;
  for (const problem of sorted) {
    const before = told.at(-1);
    if (before === undefined || !isSamePlace(before, problem)) toldHere = null;
    else {
      toldHere ??= new Set([keyOf(before)]);
      const key = keyOf(problem);
      if (toldHere.has(key)) continue;
      toldHere.add(key);
    }
    told.push(problem);
  }
  return told;
}

function isSamePlace({ range }: Problem, { range: other }: Problem): boolean {
  return range.start === other.start && range.end === other.end;
}

function keyOf({ code, message }: Problem): string {
  return `${code} ${message}`;
}

/** The same problems in the same order, to the last place that they point to. */
export function haveSameProblems(some: readonly Problem[], others: readonly Problem[]): boolean {
  return some.length === others.length && some.every((problem, index) => isSameProblem(problem, others[index]));
}

function isSameProblem(one: Problem, other: Problem | undefined): boolean {
  if (one === other) return true;
  return (
    other !== undefined &&
    one.code === other.code &&
    one.severity === other.severity &&
    one.message === other.message &&
    one.path === other.path &&
    isSamePlace(one, other) &&
    one.related.length === other.related.length &&
    one.related.every((place, index) => {
      const otherPlace = other.related[index];
      return (
        place.path === otherPlace?.path &&
        place.message === otherPlace.message &&
        place.range.start === otherPlace.range.start &&
        place.range.end === otherPlace.range.end
      );
    })
  );
}
