import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './runCli';

/** Where the codes of problems are written down: a union of texts, each. */
const UNIONS = {
  'server/src/features/diagnostics/problem.ts': 'ZoneProblemCode',
  'server/src/config/tree.ts': 'ConfigProblemCode',
  'server/src/config/configFiles.ts': 'IncludeProblemCode',
};

/** Every code that a problem can have, read from the sources: types are gone when a test runs. */
export function problemCodes(): readonly string[] {
  return Object.entries(UNIONS).flatMap(([path, name]) => {
    const source = readFileSync(join(ROOT, path), 'utf8');
    const union = new RegExp(`export type ${name} =([^;]+);`).exec(source)?.[1] ?? '';
    const codes = [...union.matchAll(/'([a-z-]+)'/g)].map((match) => match[1] ?? '');
    if (codes.length === 0) throw new Error(`no codes were found in ${name} of ${path}`);
    return codes;
  });
}
