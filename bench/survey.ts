/**
 * Runs the analysis over configs of public repositories that lie somewhere on this machine, and compares it with what
 * nginx says of them where it is installed: `npx tsx bench/survey.ts FOLDER...`, one folder for each repository. With
 * `--server=NAME/VERSION` configs are taken to be for that server, and nginx is not asked. Ends with 1 where the
 * analysis threw.
 */
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Target } from '../server/src/session/target';
import { type PlacedCase, placeCase } from './survey/caseFolder';
import { collectCases } from './survey/collectCases';
import { type Examination, examine, targetFor } from './survey/examine';
import { canJudge, judge } from './survey/nginxJudge';
import { figuresTable, findings, otherRefusals, problemsByCode, type SourceResults } from './survey/report';
import type { SurveyCase } from './survey/surveyCase';
import { type CaseResult, verdictOf } from './survey/verdict';

const LEGEND = `templ.: templates, which nginx can't test; exc.: exceptions; FALSE: nginx accepts what we call an error;
zone: refused for a zone, found: by us too, words: in nginx's words at its line, MISSED: not by us;
syntax: refused for the form of the text, found: by us too; slowest: longest time that parsing one file took.`;

/** What all cases have in common. */
interface Survey {
  /** Folder for temporary files. */
  readonly base: string;
  readonly target: Target;
  readonly asksNginx: boolean;
  /** Cases that were seen, to leave out copies. */
  readonly seen: Set<string>;
}

async function surveyCase(testCase: SurveyCase, survey: Survey): Promise<CaseResult> {
  const { base, target, asksNginx } = survey;
  const placed = placeCase(testCase, base);
  try {
    const alone = examineAlone(testCase, placed, survey);
    const judgement = asksNginx && placed !== null ? await judge(placed) : null;
    const isSame = judgement === null || (judgement.mends.length === 0 && testCase.form === 'whole');
    const judged =
      judgement === null || placed === null ? null : isSame ? alone : examine(placed.rootPath, true, target);
    return { testCase, alone, judged, judgement, verdict: verdictOf(judged, judgement) };
  } finally {
    if (placed !== null) rmSync(placed.folder, { recursive: true, force: true });
  }
}

/** Whole configs are looked at where nginx will test them, others where they lie. */
function examineAlone(testCase: SurveyCase, placed: PlacedCase | null, { base, target }: Survey): Examination {
  if (testCase.form === 'whole' && placed !== null) return examine(placed.rootPath, true, target);
  if (testCase.path !== null) return examine(testCase.path, false, target);
  const path = join(base, testCase.rootName);
  writeFileSync(path, testCase.text, 'latin1');
  return examine(path, true, target);
}

async function surveyFolder(folder: string, survey: Survey): Promise<SourceResults> {
  const { cases: all, fileCount, unassembled } = collectCases(folder);
  const cases = all.filter(({ text, files, path }) => {
    const key = JSON.stringify([text, files, path !== null && /^\s*include\s/m.test(text) && path]);
    return !survey.seen.has(key) && survey.seen.add(key);
  });
  const results: CaseResult[] = [];
  const queue = cases.entries();
  const work = async (): Promise<void> => {
    for (const [index, testCase] of queue) results[index] = await surveyCase(testCase, survey);
  };
  await Promise.all(Array.from({ length: cpus().length }, work));
  const duplicates = all.length - cases.length;
  return { source: basename(folder), fileCount, unassembled, duplicates, results };
}

async function main(given: readonly string[]): Promise<number> {
  const options = given.filter((argument) => argument.startsWith('--'));
  const folders = given.filter((argument) => !argument.startsWith('--'));
  if (folders.length === 0 || folders.some((folder) => !statSync(folder).isDirectory())) {
    console.error('usage: npx tsx bench/survey.ts [--server=NAME/VERSION] FOLDER...');
    return 2;
  }
  // The nginx of this machine has no say in what another one would accept.
  const asksNginx = options.length === 0 && canJudge();
  const base = mkdtempSync(join(tmpdir(), 'nginx-survey-'));
  chmodSync(base, 0o755);
  const sources: SourceResults[] = [];
  const survey: Survey = { base, target: targetFor(options), asksNginx, seen: new Set() };
  try {
    for (const folder of folders) {
      const source = await surveyFolder(folder, survey);
      sources.push(source);
      console.error(`${source.source}: ${source.results.length} configs`);
    }
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
  const unassembled = sources.reduce((sum, source) => sum + source.unassembled, 0);
  console.log(`${figuresTable(sources)}\n\n${LEGEND}`);
  const duplicates = sources.reduce((sum, source) => sum + source.duplicates, 0);
  console.log(`\nLeft out: ${unassembled} tests whose config only their own Perl could make, ${duplicates} copies.`);
  const mended = sources
    .flatMap(({ results }) => results)
    .filter(({ judgement }) => (judgement?.mends.length ?? 0) > 0);
  console.log(
    `Tested after something foreign was removed (directives of other modules, certificates): ${mended.length}.`,
  );
  if (!asksNginx) console.log('nginx was not asked.');
  console.log(`\nProblems by code:\n${problemsByCode(sources)}`);
  console.log(`\nWhat else nginx stopped at:\n${otherRefusals(sources, 40)}\n`);
  console.log(findings(sources));
  const hasException = sources.some(({ results }) =>
    results.some(({ alone, judged }) => (alone.exception ?? judged?.exception ?? null) !== null),
  );
  return hasException ? 1 : 0;
}

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
