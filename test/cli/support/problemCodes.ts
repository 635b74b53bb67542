import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './runCli';

/** Where the codes of problems are written down: a union of texts, each. Those that a config alone can have: */
const UNIONS = {
  'server/src/features/diagnostics/problem.ts': 'ZoneProblemCode',
  'server/src/config/tree.ts': 'ConfigProblemCode',
  'server/src/config/configFiles.ts': 'IncludeProblemCode',
};

/** Every code of a problem that a config can have, read from the sources: types are gone when a test runs. */
export function problemCodes(): readonly string[] {
  return Object.entries(UNIONS).flatMap(([path, name]) => codesOf(path, name));
}

/** Every code that only a running server shows. */
export function liveProblemCodes(): readonly string[] {
  return codesOf('server/src/features/diagnostics/problem.ts', 'LiveProblemCode');
}

function codesOf(path: string, name: string): string[] {
  const source = readFileSync(join(ROOT, path), 'utf8');
  const union = new RegExp(`export type ${name} =([^;]+);`).exec(source)?.[1] ?? '';
  const codes = [...union.matchAll(/'([a-z-]+)'/g)].map((match) => match[1] ?? '');
  if (codes.length === 0) throw new Error(`no codes were found in ${name} of ${path}`);
  return codes;
}
