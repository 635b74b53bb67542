import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printable } from '../../server/src/features/printable';
import { nginxAvailable } from './support/nginxBinary';
import { type ConfigTestResult, createConfigTester } from './support/nginxTest';
import { needForEach } from './support/session';
import { verdictConfigs } from './verdictConfigs';
import { ACCEPTED_ALL_THE_SAME, EXPLANATIONS } from './verdicts/explanations';
import { ampleHost, buildUnderTest, judge, ourErrors, type Verdict } from './verdicts/judge';
import { VERDICT_MODULES, type VerdictConfig } from './verdicts/maker';

const EVERY_EXPLANATION = [...EXPLANATIONS, ...ACCEPTED_ALL_THE_SAME];

/** What the configs of these classes hold besides the mistake that nginx stops at. */
const SEVERAL_PROBLEMS = new Set([
  'several mistakes',
  // The size is wrong too, or conflicts, or the third directive repeats the second's mistake.
  'declared twice',
  'declared three times',
  'included, two sizes',
  'included by a pattern',
  // Nginx speaks of the cache that nothing declares, or of the name that is taken; both are so.
  'different use, referred to',
  // One mistake, told in other words; see the explanations.
  'undeclared, not inherited',
]);

interface Judged {
  readonly config: VerdictConfig;
  readonly isAccepted: boolean;
  readonly verdict: Verdict;
  /** Errors of ours that do not say what nginx says. */
  readonly further: readonly string[];
}

async function judgeAll(configs: readonly VerdictConfig[]): Promise<Judged[]> {
  const tester = createConfigTester();
  const build = buildUnderTest();
  const host = ampleHost();
  const root = `${tester.prefix}/nginx.conf`;
  const here = (text: string): string => text.replaceAll('PREFIX-FOLDER', tester.prefix);
  const filesOf = ({ files }: VerdictConfig): (readonly [string, string])[] =>
    Object.entries(files).map(([name, text]) => [name, here(text)]);
  try {
    const inputs = configs.map((config) => ({ config: here(config.text), files: Object.fromEntries(filesOf(config)) }));
    const results = await tester.testAll(inputs);
    return configs.map((config, index): Judged => {
      const nginx = withRoot(results[index], root);
      const included = filesOf(config).map(([name, text]) => [`${tester.prefix}/${name}`, text] as const);
      const errors = ourErrors(new Map([[root, here(config.text)], ...included]), root, build, host);
      const verdict = judge(nginx, errors, { refused: EXPLANATIONS, accepted: ACCEPTED_ALL_THE_SAME });
      const says = printable(nginx.firstProblem?.message ?? '');
      const further = errors.map(({ message }) => message).filter((message) => !message.includes(says));
      return { config, isAccepted: nginx.ok, verdict, further };
    });
  } finally {
    tester.close();
  }
}

/** Tests that run side by side have a file each, `nginx-N.conf`; all of them are the root here. */
function withRoot(result: ConfigTestResult | undefined, root: string): ConfigTestResult {
  if (result === undefined) throw new Error('nginx was not asked');
  const { firstProblem } = result;
  if (firstProblem?.file == null || !/\/nginx-\d+\.conf$/.test(firstProblem.file)) return result;
  return { ...result, firstProblem: { ...firstProblem, file: root } };
}

describe('check says what nginx -t says', () => {
  needForEach(...VERDICT_MODULES);
  let judged: readonly Judged[] = [];

  beforeAll(async () => {
    if (nginxAvailable([...VERDICT_MODULES]) === null) judged = await judgeAll(verdictConfigs());
  }, 900_000);

  afterAll(() => {
    const totals: Record<
      string,
      { accepted: number; refused: number; agree: number; explained: number; differ: number }
    > = {};
    for (const { config, isAccepted, verdict } of judged) {
      for (const row of [config.about, 'ALL']) {
        totals[row] ??= { accepted: 0, refused: 0, agree: 0, explained: 0, differ: 0 };
        totals[row][isAccepted ? 'accepted' : 'refused']++;
        totals[row][verdict.type]++;
      }
    }
    console.table(totals);
    const counts = EVERY_EXPLANATION.map(({ why }) => [countOf(why), why]);
    console.info(counts.map(([count, why]) => `${count} explained: ${why}`).join('\n'));
  });

  function countOf(why: string): number {
    return judged.filter(({ verdict }) => verdict.type === 'explained' && verdict.why === why).length;
  }

  test('the configs are many, of both sorts', () => {
    expect(judged.length).toBeGreaterThan(4000);
    expect(judged.filter(({ isAccepted }) => isAccepted).length).toBeGreaterThan(1000);
    expect(judged.filter(({ isAccepted }) => !isAccepted).length).toBeGreaterThan(2000);
    expect(judged.filter(({ config, isAccepted }) => config.about === 'valid' && !isAccepted)).toEqual([]);
  });

  test('nothing differs', () => {
    const differing = judged.flatMap(({ config, verdict }) =>
      verdict.type === 'differ' ? [`${config.about}: ${verdict.how}\n${config.text}`] : [],
    );
    expect(differing.slice(0, 20)).toEqual([]);
    expect(differing).toHaveLength(0);
  });

  test('one mistake gives no second error', () => {
    const further = judged.flatMap(({ config, isAccepted, further }) =>
      isAccepted || SEVERAL_PROBLEMS.has(config.about) ? [] : further.map((message) => `${config.about}: ${message}`),
    );
    expect(further).toEqual([]);
  });

  test.each(EVERY_EXPLANATION.map(({ why }) => why))('is met: %s', (why) => {
    expect(countOf(why)).toBeGreaterThan(0);
  });

  test('the judge sees what differs', () => {
    const [refused] = judged.filter(({ config }) => config.about === 'declared twice');
    expect(refused).toBeDefined();
    const nothing = { refused: [], accepted: [] };
    const nginx = (message: string, line: number | null, ok = false): ConfigTestResult => {
      const file = line === null ? null : '/n.conf';
      return { ok, output: '', firstProblem: ok ? null : { level: 'emerg', message, file, line } };
    };
    const error = {
      code: 'c',
      message: 'zone "a" is too small. Advice.',
      file: '/n.conf',
      line: 3,
      endLine: 3,
      directive: 'zone a 1k;',
    };
    expect(judge(nginx('zone "a" is too small', 3), [error], nothing).type).toBe('agree');
    expect(judge(nginx('zone "a" is too small', 4), [error], nothing).type).toBe('differ');
    expect(judge(nginx('zone "a" is too large', 3), [error], nothing).type).toBe('differ');
    expect(judge(nginx('zone "a" is too small', 3), [], nothing).type).toBe('differ');
    expect(judge(nginx('', null, true), [error], nothing).type).toBe('differ');
    expect(judge(nginx('', null, true), [], nothing).type).toBe('agree');
    const all = { refused: EXPLANATIONS, accepted: ACCEPTED_ALL_THE_SAME };
    const zeroSize = nginx('zero size shared memory zone "a"', null);
    const elsewhere = { ...error, message: 'zero size shared memory zone "a".', directive: 'zone b;' };
    expect(judge(zeroSize, [elsewhere], all).type).toBe('differ');
    expect(judge(zeroSize, [{ ...elsewhere, directive: 'zone a;' }], all).type).toBe('explained');
  });
});
