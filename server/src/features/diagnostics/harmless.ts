import { printable } from '../printable';
import type { Problem } from './problem';

/** Longest message: a name in a config may be as long as its parser's buffer. */
const LONGEST_MESSAGE = 2000;

/** The problem in words that are safe to show: names in messages come from the config, which may be anybody's. */
export function harmless(problem: Problem): Problem {
  const { code, severity, path, range } = problem;
  const related = problem.related.map((place) => ({ ...place, message: shown(place.message) }));
  return { code, severity, message: shown(problem.message), path, range, related };
}

function shown(message: string): string {
  const text = printable(message);
  return text.length <= LONGEST_MESSAGE ? text : `${text.slice(0, LONGEST_MESSAGE)}…`;
}
