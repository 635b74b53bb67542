import { type Examination, errorsOf, type FoundProblem } from './examine';
import type { Judgement } from './nginxJudge';
import type { SurveyCase } from './surveyCase';

/** How nginx's word and ours go together. */
export type Verdict =
  | 'untested'
  | 'accepted'
  /** nginx accepts what we call an error. */
  | 'false-error'
  /** Refused for a zone, and so do we. */
  | 'zone-found'
  | 'zone-missed'
  /** Refused for the form of the text, and so do we. */
  | 'syntax-found'
  | 'syntax-missed'
  /** Refused for something that is none of our business. */
  | 'refused-otherwise';

/** Everything about one case. */
export interface CaseResult {
  readonly testCase: SurveyCase;
  /** Of the config as it was found. */
  readonly alone: Examination;
  /** Of what nginx judged in the end; null where it could not judge. */
  readonly judged: Examination | null;
  readonly judgement: Judgement | null;
  readonly verdict: Verdict;
}

const ABOUT_ZONE = /zone|shared memory|shared dict|session cache|ngx_slab_alloc|lua_shared_dict|track_uploads/i;
const ABOUT_OTHER = /^unknown directive|variable|\(SSL:|^open\(\)|_load_file|GeoIP/i;
const ABOUT_FORM =
  /^(?:unexpected (?!.* in condition$)|directive "[^"]*" (?:is not terminated|has no opening)|too long |Lua code block missing)/;

/** Compares what nginx says with what we say. */
export function verdictOf(judged: Examination | null, judgement: Judgement | null): Verdict {
  if (judged === null || judgement === null) return 'untested';
  const hasErrors = errorsOf(judged).length > 0;
  if (judgement.accepted) return hasErrors ? 'false-error' : 'accepted';
  const message = judgement.problem?.message ?? '';
  if (ABOUT_FORM.test(message)) return hasErrors ? 'syntax-found' : 'syntax-missed';
  if (ABOUT_ZONE.test(message) && !ABOUT_OTHER.test(message)) return hasErrors ? 'zone-found' : 'zone-missed';
  return 'refused-otherwise';
}

/** One of our errors starts with nginx's own words, at the line that nginx names. */
export function saysTheSame(judged: Examination, judgement: Judgement): boolean {
  const { message = '', line = null } = judgement.problem ?? {};
  return errorsOf(judged).some((problem) => {
    return problem.message.startsWith(message) && (line === null || problem.line === line);
  });
}

/**
 * Errors that nginx did not confirm: it could not be asked, it stopped at something else, or what they are about is
 * something that this nginx does not have and that was removed before the test.
 */
export function unconfirmedErrors({ verdict, testCase, alone, judged }: CaseResult): FoundProblem[] {
  if (verdict === 'untested' || judged === null) return errorsOf(alone);
  if (verdict === 'refused-otherwise') return errorsOf(testCase.form === 'fragment' ? judged : alone);
  const confirmed = errorsOf(judged);
  return errorsOf(alone).filter(
    ({ code, line }) => !confirmed.some((problem) => problem.code === code && problem.line === line),
  );
}
