import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { problemCodes } from './support/problemCodes';
import { ROOT, runCli, TARGET } from './support/runCli';

interface Problem {
  readonly code: string;
  readonly severity: string;
  readonly file: string;
  readonly line: number;
}

function problemsOf(file: string, ...args: string[]): readonly Problem[] {
  return JSON.parse(runCli(['check', file, '--format', 'json', ...args]).output).problems;
}

/** Codes that no config has by itself: the machine makes them. */
const OF_THE_MACHINE = ['zones-over-available', 'zones-over-commit-limit'];

const WRONG = {
  'examples/problems/nginx.conf': TARGET,
  'examples/problems/syntax/nginx.conf': TARGET,
  'examples/problems/memory/nginx.conf': ['--memory', '512m'],
};

describe('examples', () => {
  test('the demo has no problem, and a zone of each kind that it is to show', () => {
    expect(problemsOf('examples/nginx.conf', ...TARGET)).toEqual([]);
    const { zones } = JSON.parse(runCli(['zones', 'examples/nginx.conf', '--json', ...TARGET]).output);
    const directives = new Set(zones.map((zone: { directive: string | null }) => zone.directive));
    expect([...directives].sort()).toEqual(
      [
        null,
        'limit_conn_zone',
        'limit_req_zone',
        'lua_shared_dict',
        'proxy_cache_path',
        'ssl_session_cache',
        'zone',
      ].sort(),
    );
  });

  test('the wrong ones show every problem that a config can have', () => {
    const shown = Object.entries(WRONG).flatMap(([file, args]) => problemsOf(file, ...args).map(({ code }) => code));
    expect([...new Set([...shown, ...OF_THE_MACHINE])].sort()).toEqual([...problemCodes()].sort());
  });

  test.each(Object.entries(WRONG))('%s names each of its problems in a comment', (file, args) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const named = new Set(text.match(/\b(?:zones?|syntax|include)-(?!lens)[a-z-]+(?=[:, ])/g));
    const codes = new Set(problemsOf(file, ...args).map(({ code }) => code));
    expect([...codes].filter((code) => !named.has(code))).toEqual([]);
    expect([...named].filter((code) => !codes.has(code) && !OF_THE_MACHINE.includes(code))).toEqual([]);
  });
});
