import type { TextRange } from '../../config/sourceText';
import type { Analysis } from '../analysis';
import type { Problem, ProblemCode } from '../diagnostics/problem';
import { argumentFixes } from './argumentFixes';
import { commentFixes } from './commentFixes';
import { declaredTwiceFixes, sizeConflictFixes } from './conflictFixes';
import { createFixScope, type FixScope } from './fixScope';
import { liveOversizedFixes, liveRoomFixes, liveSizeFixes } from './liveFixes';
import { misplacedFixes } from './misplacedFixes';
import { emptyNameFixes, missingZoneFixes } from './missingZoneFixes';
import type { QuickFix } from './quickFix';
import { referenceFixes } from './referenceFixes';
import { cannotStartFixes, invalidSizeFixes, tooSmallFixes, wastefulSizeFixes } from './sizeFixes';
import { sizeZoneActions } from './sizeZone';
import {
  byteOrderMarkFixes,
  includeCycleFixes,
  missingBraceFixes,
  missingSemicolonFixes,
  unexpectedBraceFixes,
  unexpectedCharacterFixes,
  unterminatedQuoteFixes,
} from './syntaxFixes';
import { undeclaredFixes } from './undeclaredFixes';
import { unusedZoneFixes } from './unusedFixes';

/** A menu of fixes is no place for more. */
const MOST_PROBLEMS = 100;

/**
 * What can be done at a place of a config file or script: fixes for its problems, and `Size this zone…`.
 *
 * @param problems those of this file that touch the range, found in the same analysis; others are passed over
 */
export function quickFixes(
  analysis: Analysis,
  path: string,
  range: TextRange,
  problems: readonly Problem[],
): QuickFix[] {
  const scope = createFixScope(analysis, path);
  const here = problems.filter((problem) => problem.path === path).slice(0, MOST_PROBLEMS);
  return [...here.flatMap((problem) => fixesFor(scope, problem)), ...sizeZoneActions(analysis, path, range)];
}

/** The fixes for one problem of the scope's file, the likeliest first. */
export function fixesFor(scope: FixScope, problem: Problem): QuickFix[] {
  return FIXES[problem.code](scope, problem);
}

/** What is right depends on what only people know. */
const none = (): QuickFix[] => [];

const FIXES: Readonly<Record<ProblemCode, (scope: FixScope, problem: Problem) => QuickFix[]>> = {
  'zone-size-invalid': invalidSizeFixes,
  'zone-too-small': tooSmallFixes,
  'zone-cannot-start': cannotStartFixes,
  'zone-missing': missingZoneFixes,
  'zone-name-empty': emptyNameFixes,
  'zone-argument-invalid': argumentFixes,
  'zone-not-allowed-here': misplacedFixes,
  'zone-declared-twice': declaredTwiceFixes,
  'zone-size-conflict': sizeConflictFixes,
  // Which references mean which of the two zones can't be told.
  'zone-different-use': none,
  'zone-undeclared': undeclaredFixes,
  'zone-reference-invalid': referenceFixes,
  'zone-unused': unusedZoneFixes,
  'zone-size-wasteful': wastefulSizeFixes,
  'zone-comment-differs': commentFixes,
  'zone-over-share': none,
  'zones-over-limit': none,
  'zones-over-available': none,
  'zones-over-commit-limit': none,
  'zones-over-limit-at-reload': none,
  'live-zone-full': liveRoomFixes,
  'live-zone-nearly-full': liveRoomFixes,
  'live-zone-failures': liveRoomFixes,
  'live-zone-no-run': liveRoomFixes,
  'live-zone-oversized': liveOversizedFixes,
  'live-size-differs': liveSizeFixes,
  'live-kind-differs': none,
  'live-zone-not-running': none,
  'live-zone-not-in-file': none,
  'live-config-differs': none,
  'syntax-missing-semicolon': missingSemicolonFixes,
  'syntax-missing-brace': missingBraceFixes,
  'syntax-unexpected-brace': unexpectedBraceFixes,
  'syntax-unexpected-character': unexpectedCharacterFixes,
  'syntax-unterminated-quote': unterminatedQuoteFixes,
  'syntax-unterminated-lua': none,
  'syntax-too-long': none,
  'syntax-byte-order-mark': byteOrderMarkFixes,
  'include-missing': none,
  'include-cycle': includeCycleFixes,
};
