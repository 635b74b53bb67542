import type { Analysis } from '../analysis';
import type { Problem } from '../diagnostics/problem';
import { type Location, locationOf } from '../places';

/** A problem whose places are lines and columns, ready to be printed in any format. */
export interface LocatedProblem {
  readonly problem: Problem;
  readonly location: Location;
  readonly related: readonly { readonly location: Location; readonly message: string }[];
}

/** Finds a problem's places, in the files of the config and in its scripts. */
export function locateProblem({ model }: Analysis, problem: Problem): LocatedProblem {
  const related = problem.related.map((place) => ({ location: locationOf(model, place), message: place.message }));
  return { problem, location: locationOf(model, problem), related };
}
