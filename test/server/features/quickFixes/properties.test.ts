import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../../server/src/features/diagnostics/diagnose';
import type { Problem } from '../../../../server/src/features/diagnostics/problem';
import { fixAll } from '../../../../server/src/features/quickFixes/fixAll';
import type { QuickFix } from '../../../../server/src/features/quickFixes/quickFix';
import { quickFixes } from '../../../../server/src/features/quickFixes/quickFixes';
import { sizeZoneEdits, zoneSizingQuestion } from '../../../../server/src/features/quickFixes/sizeZone';
import type { HostFacts } from '../../../../server/src/host/hostFacts';
import { verdictConfigs } from '../../../live/verdictConfigs';
import { createRandom } from '../../../support/random';
import { generateText } from '../../config/fuzzing';
import { AMPLE_HOST } from '../diagnostics/check';
import { BROKEN_ROOT, brokenConfig } from './brokenConfigs';
import { analysisOf, applied, type Texts, textsOf } from './fixing';

const ROOT_FOLDER = join(import.meta.dirname, '../../../..');

function errorsIn(problems: readonly Problem[]): number {
  return problems.filter(({ severity }) => severity === 'error').length;
}

function countOf(problems: readonly Problem[], { code, path }: Problem): number {
  return problems.filter((problem) => problem.code === code && problem.path === path).length;
}

/** What is wrong with the fixes for a config's problems; `made` collects what was looked at. */
function faultsOf(texts: Texts, root: string, made: QuickFix[] = [], host: HostFacts = AMPLE_HOST): string[] {
  const analysis = analysisOf(texts, root, host);
  const problems = diagnose(analysis);
  return problems.flatMap((problem) =>
    quickFixes(analysis, problem.path, problem.range, [problem]).flatMap((fix) => {
      made.push(fix);
      const faults = [...faultsOfForm(fix), ...(fix.problem === null ? [] : faultsOfEffect(fix, problem))];
      return faults.map((fault) => `${problem.code}, ${fix.title}: ${fault}`);
    }),
  );

  function faultsOfEffect(fix: QuickFix, problem: Problem): string[] {
    const before = textsOf(analysis);
    const after = applied(before, fix.edits);
    if ([...after].every(([path, text]) => before.get(path) === text)) return ['changes nothing'];
    const left = diagnose(analysisOf(new Map([...texts, ...after]), root, host));
    const isOfForm = problem.code.startsWith('syntax-');
    const faults: string[] = [];
    // With a zone that goes, what was in its shadow may be told.
    const isTold = problem.code !== 'zone-unused' && (!isOfForm || problem.code === 'syntax-byte-order-mark');
    if ((isTold || fix.isPreferred) && countOf(left, problem) >= countOf(problems, problem))
      faults.push('the problem stays');
    // A file that was broken hides what is wrong with its zones.
    const isWorse = isOfForm
      ? errorsIn(left.filter(({ code }) => code.startsWith('syntax-'))) >=
        errorsIn(problems.filter(({ code }) => code.startsWith('syntax-')))
      : errorsIn(left) > errorsIn(problems);
    if (isWorse && (fix.isPreferred || isOfForm))
      faults.push(`a new error: ${left.map(({ message }) => message).join(' ')}`);
    return faults;
  }
}

function faultsOfForm({ title, edits, kind, problem, command }: QuickFix): string[] {
  const faults: string[] = [];
  if (!/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,200}$/u.test(title)) faults.push('a title that is no line');
  if ((kind === 'quickfix') !== (problem !== null)) faults.push('a fix for nothing');
  if ((edits.length === 0) !== (command !== undefined)) faults.push('nothing to do');
  return faults;
}

/** Texts after rounds of fixAll for all files, until nothing is left to do. */
function fixedUp(texts: Texts, root: string): { readonly texts: Texts; readonly faults: readonly string[] } {
  let now = texts;
  const faults: string[] = [];
  for (let round = 0; round < 10; round++) {
    const analysis = analysisOf(now, root);
    const problems = diagnose(analysis);
    const edits = [...analysis.model.config.files.keys(), ...analysis.model.scripts.files.keys()].flatMap((path) =>
      fixAll(analysis, path, problems),
    );
    if (edits.length === 0) return { texts: now, faults };
    now = new Map([...now, ...applied(textsOf(analysis), edits)]);
  }
  return { texts: now, faults: [...faults, 'never ends'] };
}

describe('every fix', () => {
  test('of the examples mends its problem', () => {
    const made: QuickFix[] = [];
    for (const root of ['problems/nginx.conf', 'problems/syntax/nginx.conf', 'problems/memory/nginx.conf']) {
      const path = `/examples/${root}`;
      const folder = root.includes('syntax') ? ['byte-order-mark', 'too-long', 'loop'] : [];
      const names = [root, ...folder.map((name) => `problems/syntax/conf.d/${name}.conf`)];
      const texts = new Map(
        names.map((name) => [`/examples/${name}`, readFileSync(join(ROOT_FOLDER, 'examples', name), 'utf8')]),
      );
      expect(faultsOf(texts, path, made)).toEqual([]);
    }
    const mended = new Set(made.flatMap(({ problem }) => problem?.code ?? []));
    expect([...mended].sort()).toEqual([
      'include-cycle',
      'syntax-byte-order-mark',
      'syntax-missing-brace',
      'syntax-missing-semicolon',
      'syntax-unexpected-brace',
      'syntax-unexpected-character',
      'syntax-unterminated-quote',
      'zone-argument-invalid',
      'zone-cannot-start',
      'zone-comment-differs',
      'zone-declared-twice',
      'zone-missing',
      'zone-name-empty',
      'zone-not-allowed-here',
      'zone-reference-invalid',
      'zone-size-conflict',
      'zone-size-invalid',
      'zone-size-wasteful',
      'zone-too-small',
      'zone-undeclared',
      'zone-unused',
    ]);
  });

  test('of the configs that are put before nginx mends its problem', () => {
    const made: QuickFix[] = [];
    // Every third is enough to have all kinds of mistake.
    const configs = verdictConfigs().filter((_, index) => index % 3 === 0);
    const faults = configs.flatMap(({ text, files }) => {
      const texts = new Map([['/p/nginx.conf', text]]);
      for (const [name, content] of Object.entries(files)) texts.set(`/p/${name}`, content);
      return faultsOf(texts, '/p/nginx.conf', made);
    });
    expect(faults.slice(0, 10)).toEqual([]);
    expect(made.length).toBeGreaterThan(1000);
  });

  test('of random broken configs mends its problem', () => {
    const random = createRandom(3);
    const made: QuickFix[] = [];
    for (let round = 0; round < 400; round++) {
      const texts = brokenConfig(random);
      const host = { ...AMPLE_HOST, pageSizeBytes: round % 4 === 0 ? 65536 : 4096 };
      const faults = faultsOf(texts, BROKEN_ROOT, made, host);
      expect(faults, JSON.stringify([...texts.values()])).toEqual([]);
    }
    expect(made.filter(({ isPreferred }) => isPreferred).length).toBeGreaterThan(300);
    expect(new Set(made.map(({ problem }) => problem?.code)).size).toBeGreaterThan(18);
  });
});

describe('fixAll', () => {
  test('comes to an end, with no more errors than before', () => {
    const random = createRandom(4);
    for (let round = 0; round < 150; round++) {
      const texts = brokenConfig(random);
      const before = diagnose(analysisOf(texts, BROKEN_ROOT));
      const { texts: after, faults } = fixedUp(texts, BROKEN_ROOT);
      expect(faults, JSON.stringify([...texts.values()])).toEqual([]);
      if (before.some(({ code }) => code.startsWith('syntax-'))) continue;
      const left = diagnose(analysisOf(after, BROKEN_ROOT));
      expect(errorsIn(left), JSON.stringify([...texts.values()])).toBeLessThanOrEqual(errorsIn(before));
    }
  });
});

describe('hostile text', () => {
  test('is offered nothing that can not be done, at any place', () => {
    const random = createRandom(5);
    for (let round = 0; round < 300; round++) {
      const text = generateText(random);
      const texts = new Map([[BROKEN_ROOT, random() < 0.5 ? text : `events {}\nhttp {\n${text}\n}\n`]]);
      const analysis = analysisOf(texts, BROKEN_ROOT);
      const problems = diagnose(analysis);
      const whole = { start: 0, end: texts.get(BROKEN_ROOT)?.length ?? 0 };
      for (const fix of quickFixes(analysis, BROKEN_ROOT, whole, problems)) {
        expect(faultsOfForm(fix)).toEqual([]);
        applied(texts, fix.edits);
      }
      applied(texts, fixAll(analysis, BROKEN_ROOT, problems));
      for (let offset = 0; offset <= whole.end; offset += 1 + Math.floor(random() * 20)) {
        if (zoneSizingQuestion(analysis, BROKEN_ROOT, offset) === null) continue;
        const answer = sizeZoneEdits(analysis, BROKEN_ROOT, offset, { entries: 1000, keyBytes: 10, valueBytes: 10 });
        if (!('refusal' in answer)) applied(texts, answer.edits);
      }
    }
  });

  test('problems of another state of the file are passed over', () => {
    const analysis = analysisOf(new Map([[BROKEN_ROOT, 'http { }']]), BROKEN_ROOT);
    const other = diagnose(
      analysisOf(
        new Map([[BROKEN_ROOT, readFileSync(join(ROOT_FOLDER, 'examples/problems/nginx.conf'), 'utf8')]]),
        BROKEN_ROOT,
      ),
    );
    expect(other.length).toBeGreaterThan(15);
    expect(quickFixes(analysis, BROKEN_ROOT, { start: 0, end: 8 }, other)).toEqual([]);
    expect(quickFixes(analysis, '/none', { start: 0, end: 8 }, other)).toEqual([]);
  });
});
