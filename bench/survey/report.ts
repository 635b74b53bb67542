import Table from 'cli-table3';
import type { FoundProblem } from './examine';
import { type CaseResult, saysTheSame, unconfirmedErrors, type Verdict } from './verdict';

/** The results of one folder. */
export interface SourceResults {
  readonly source: string;
  readonly fileCount: number;
  readonly unassembled: number;
  /** Configs that were left out because the same had been seen. */
  readonly duplicates: number;
  readonly results: readonly CaseResult[];
}

const count = (results: readonly CaseResult[], ...verdicts: Verdict[]): number =>
  results.filter(({ verdict }) => verdicts.includes(verdict)).length;

/** One line of figures for each source, and one for all. */
export function figuresTable(sources: readonly SourceResults[]): string {
  const head =
    'source,files,configs,templ.,bytes,exc.,zones,tested,accepted,FALSE,zone,found,words,MISSED,syntax,found,slowest';
  const table = new Table({ head: head.split(','), style: { head: [], border: [], compact: true } });
  const all: SourceResults = {
    source: 'all',
    fileCount: sources.reduce((sum, { fileCount }) => sum + fileCount, 0),
    unassembled: 0,
    duplicates: 0,
    results: sources.flatMap(({ results }) => results),
  };
  for (const { source, fileCount, results } of [...sources, all]) {
    const isZone = ({ verdict }: CaseResult): boolean => verdict === 'zone-found' || verdict === 'zone-missed';
    const sameWords = results.filter(({ judged, judgement, verdict }) => {
      return verdict === 'zone-found' && judged !== null && judgement !== null && saysTheSame(judged, judgement);
    });
    const slowest = Math.max(0, ...results.map(({ alone }) => alone.parseMilliseconds));
    const row = [
      source,
      fileCount,
      results.length,
      results.filter(({ testCase }) => testCase.form === 'template').length,
      results.reduce((sum, { alone }) => sum + alone.bytes, 0),
      results.filter(({ alone, judged }) => (alone.exception ?? judged?.exception ?? null) !== null).length,
      results.reduce((sum, { alone }) => sum + alone.zoneCount, 0),
      results.length - count(results, 'untested'),
      count(results, 'accepted', 'false-error'),
      count(results, 'false-error'),
      results.filter(isZone).length,
      count(results, 'zone-found'),
      sameWords.length,
      count(results, 'zone-missed'),
      count(results, 'syntax-found', 'syntax-missed'),
      count(results, 'syntax-found'),
      `${slowest.toFixed(1)} ms`,
    ];
    table.push(row.map(String));
  }
  return table.toString();
}

/** How often each problem was reported, as the configs were found. */
export function problemsByCode(sources: readonly SourceResults[]): string {
  const counts = new Map<string, number>();
  for (const { results } of sources) {
    for (const { alone } of results) {
      for (const { severity, code } of alone.problems) {
        const key = `${severity} ${code}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  }
  const lines = [...counts].sort(([left], [right]) => (left < right ? -1 : 1));
  return lines.map(([key, number]) => `  ${key}: ${number}`).join('\n');
}

/** What a person has to look at: exceptions, false errors, what was missed, and errors that nobody confirmed. */
export function findings(sources: readonly SourceResults[]): string {
  const results = sources.flatMap((source) => source.results);
  const sections: [string, string[]][] = [
    ['Exceptions', results.flatMap(exceptionLines)],
    ['False errors (nginx accepts)', results.flatMap(falseErrorLines)],
    ['Missed: nginx refuses for a zone', results.flatMap((result) => missedLines(result, 'zone-missed'))],
    ['Missed: nginx refuses for the form', results.flatMap((result) => missedLines(result, 'syntax-missed'))],
    ['Found: nginx refuses for a zone, in other words than ours', results.flatMap(otherWordsLines)],
    ['Errors that nginx could not confirm', results.flatMap(unconfirmedLines)],
  ];
  return sections.map(([title, lines]) => `${title}: ${lines.length}\n${lines.join('\n')}\n`).join('\n');
}

/** What nginx stopped at that is none of our business, the most frequent first. */
export function otherRefusals(sources: readonly SourceResults[], most: number): string {
  const counts = new Map<string, number>();
  for (const { verdict, judgement } of sources.flatMap((source) => source.results)) {
    if (verdict !== 'refused-otherwise') continue;
    const kind = (judgement?.problem?.message ?? '').replace(/"[^"]*"/g, '"…"').slice(0, 90);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, left], [, right]) => right - left).slice(0, most);
  return sorted.map(([kind, number]) => `  ${number}  ${kind}`).join('\n');
}

const nameOf = ({ testCase }: CaseResult): string => `${testCase.source}/${testCase.name}`;

function exceptionLines(result: CaseResult): string[] {
  const exception = result.alone.exception ?? result.judged?.exception ?? null;
  return exception === null ? [] : [`  ${nameOf(result)}: ${exception.split('\n').slice(0, 4).join(' | ')}`];
}

function problemLine(result: CaseResult, { line, code, message, lineText }: FoundProblem): string {
  return `  ${nameOf(result)}:${line}: ${code}: ${message.slice(0, 220)}\n      ${lineText.slice(0, 160)}`;
}

function falseErrorLines(result: CaseResult): string[] {
  if (result.verdict !== 'false-error' || result.judged === null) return [];
  const errors = result.judged.problems.filter(({ severity }) => severity === 'error');
  return errors.map((problem) => problemLine(result, problem));
}

function missedLines(result: CaseResult, verdict: Verdict): string[] {
  if (result.verdict !== verdict) return [];
  const { message = '', line = null } = result.judgement?.problem ?? {};
  return [`  ${nameOf(result)}:${line ?? '?'}: ${message}`];
}

function otherWordsLines(result: CaseResult): string[] {
  const { verdict, judged, judgement } = result;
  if (verdict !== 'zone-found' || judged === null || judgement === null || saysTheSame(judged, judgement)) return [];
  const errors = judged.problems.filter(({ severity }) => severity === 'error').slice(0, 3);
  return [...missedLines(result, verdict), ...errors.map((problem) => `    ours: ${problemLine(result, problem)}`)];
}

function unconfirmedLines(result: CaseResult): string[] {
  const says = result.judgement?.problem?.message ?? null;
  const stopped = says === null ? '' : `\n      nginx: ${says.slice(0, 160)} (line ${result.judgement?.problem?.line})`;
  return unconfirmedErrors(result).map((problem) => problemLine(result, problem) + stopped);
}
