import { beforeAll, describe, expect, test } from 'vitest';
import { totalSizeBytes } from '../../server/src/features/analysis';
import { diagnose } from '../../server/src/features/diagnostics/diagnose';
import type { Problem } from '../../server/src/features/diagnostics/problem';
import { quickFixes } from '../../server/src/features/quickFixes/quickFixes';
import type { ServerBuild } from '../../server/src/zones/serverBuild';
import { AMPLE_HOST } from '../server/features/diagnostics/check';
import { analysisOf, applied, type Texts, textsOf } from '../server/features/quickFixes/fixing';
import { nginxAvailable } from './support/nginxBinary';
import { type ConfigTester, createConfigTester } from './support/nginxTest';
import { needForEach } from './support/session';
import { verdictConfigs } from './verdictConfigs';
import { buildUnderTest } from './verdicts/judge';
import { VERDICT_MODULES, type VerdictConfig } from './verdicts/maker';

/** A config with one error, after a fix that leaves none. */
interface Mended {
  readonly what: string;
  readonly texts: Texts;
}

/** Configs for which nginx is asked: every one of so many, since each takes a process. */
const EVERY = 10;

/** nginx maps all zones for a test. */
const LARGEST_BYTES = 2 ** 32;

/** This nginx has Lua in http alone, which a config does not tell. */
const LUA_IN_STREAM = /stream \{[^}]*lua_shared_dict/;

function errorsIn(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ severity }) => severity === 'error');
}

function mendedConfigs(config: VerdictConfig, { prefix }: ConfigTester, build: ServerBuild): Mended[] {
  const root = `${prefix}/nginx.conf`;
  const here = (text: string): string => text.replaceAll('PREFIX-FOLDER', prefix);
  const texts = new Map([[root, here(config.text)]]);
  for (const [name, text] of Object.entries(config.files)) texts.set(`${prefix}/${name}`, here(text));
  const analysis = analysisOf(texts, root, AMPLE_HOST, build);
  const [error, ...more] = errorsIn(diagnose(analysis));
  if (error === undefined || more.length > 0) return [];
  return quickFixes(analysis, error.path, error.range, [error]).flatMap(({ title, edits, problem }) => {
    if (problem === null) return [];
    const after = new Map([...texts, ...applied(textsOf(analysis), edits)]);
    const mended = analysisOf(after, root, AMPLE_HOST, build);
    if (errorsIn(diagnose(mended)).length > 0 || totalSizeBytes(mended) > LARGEST_BYTES) return [];
    if (LUA_IN_STREAM.test(after.get(root) ?? '')) return [];
    return [{ what: `${error.message} ${title}`, texts: after }];
  });
}

describe('what a fix leaves without an error', () => {
  needForEach(...VERDICT_MODULES);
  const refused: string[] = [];
  let count = 0;

  beforeAll(async () => {
    if (nginxAvailable([...VERDICT_MODULES]) !== null) return;
    const tester = createConfigTester();
    const build = buildUnderTest();
    const mended = verdictConfigs()
      .flatMap((config) => mendedConfigs(config, tester, build))
      .filter((_, index) => index % EVERY === 0);
    try {
      const root = `${tester.prefix}/nginx.conf`;
      const results = await tester.testAll(
        mended.map(({ texts }) => {
          const files = [...texts].filter(([path]) => path !== root);
          return {
            config: texts.get(root) ?? '',
            files: Object.fromEntries(files.map(([path, text]) => [path.slice(tester.prefix.length + 1), text])),
          };
        }),
      );
      count = mended.length;
      for (const [index, { ok, firstProblem }] of results.entries()) {
        if (!ok) refused.push(`${mended[index]?.what}: ${firstProblem?.message}`);
      }
    } finally {
      tester.close();
    }
  });

  test('nginx accepts', () => {
    expect(count).toBeGreaterThan(100);
    expect(refused).toEqual([]);
  });
});
