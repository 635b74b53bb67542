import type { Log, Result, Run } from 'sarif';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../../server/src/features/diagnostics/diagnose';
import { type LocatedProblem, locateProblem } from '../../../../server/src/features/problemFormats/locatedProblem';
import { formatSarif } from '../../../../server/src/features/problemFormats/sarifFormat';
import { analyzeText } from './analyzeText';
import { located } from './located';

function runOf(problems: readonly LocatedProblem[], folder = '/site'): Run {
  const log = JSON.parse(formatSarif(problems, '1.2.3', folder)) as Log;
  expect(log.version).toBe('2.1.0');
  expect(log.runs).toHaveLength(1);
  return log.runs[0] as Run;
}

function resultOf(problem: LocatedProblem, folder?: string): Result {
  return runOf([problem], folder).results?.[0] as Result;
}

const CONFIG = {
  '/site/nginx.conf': [
    'events {}',
    'http {',
    '  lua_shared_dict a 8k;',
    '  lua_shared_dict b 10m;',
    '  lua_shared_dict b 20m; # ü',
    '  include conf.d/missing.conf;',
    '}',
  ].join('\n'),
};

describe('formatSarif', () => {
  test('names the tool and its version, also without problems', () => {
    const { tool, results, columnKind } = runOf([]);
    expect(tool.driver).toEqual({ name: 'zone-lens', version: '1.2.3', rules: [] });
    expect({ results, columnKind }).toEqual({ results: [], columnKind: 'utf16CodeUnits' });
  });

  test('has one rule a code, and results that point at theirs', () => {
    const analysis = analyzeText(CONFIG);
    const problems = diagnose(analysis).map((problem) => locateProblem(analysis, problem));
    const { tool, results = [] } = runOf(problems);
    const rules = tool.driver.rules ?? [];
    expect(rules.map(({ id }) => id)).toEqual([...new Set(problems.map(({ problem }) => problem.code))].sort());
    expect(rules.length).toBeGreaterThan(2);
    expect(results).toHaveLength(problems.length);
    results.forEach((result, index) => {
      expect(rules[result.ruleIndex ?? -1]?.id).toBe(result.ruleId);
      expect(result.ruleId).toBe(problems[index]?.problem.code);
    });
  });

  test('has regions that lie in the text, counted from 1 with an exclusive end', () => {
    const analysis = analyzeText(CONFIG);
    const lines = CONFIG['/site/nginx.conf'].split('\n');
    const { results = [] } = runOf(diagnose(analysis).map((problem) => locateProblem(analysis, problem)));
    const texts = results.map(({ ruleId, locations }) => {
      const { startLine = 0, startColumn = 0, endLine, endColumn = 0 } = locations?.[0]?.physicalLocation?.region ?? {};
      expect(endLine).toBe(startLine);
      return `${ruleId}: ${lines[startLine - 1]?.slice(startColumn - 1, endColumn - 1)}`;
    });
    expect(texts).toContain('zone-cannot-start: 8k');
    expect(texts).toContain('include-missing: conf.d/missing.conf');
  });

  test.each([
    ['error', 'error'],
    ['warning', 'warning'],
    ['information', 'note'],
  ] as const)('calls %s %s', (severity, level) => {
    expect(resultOf(located(severity, 'says'))).toMatchObject({ level, message: { text: 'says' } });
  });

  test('tells files in its folder by relative addresses, and where that folder is', () => {
    const problem = located('error', '', { file: '/site/conf.d/a b%.conf' });
    expect(runOf([problem]).originalUriBaseIds).toEqual({ SRCROOT: { uri: 'file:///site/' } });
    const { artifactLocation } = resultOf(problem).locations?.[0]?.physicalLocation ?? {};
    expect(artifactLocation).toEqual({ uri: 'conf.d/a%20b%25.conf', uriBaseId: 'SRCROOT' });
  });

  test.each([
    ['/etc/nginx.conf', '/site', 'file:///etc/nginx.conf'],
    ['/work-more/nginx.conf', '/site', 'file:///work-more/nginx.conf'],
    ['/nginx.conf', '/site/deep', 'file:///nginx.conf'],
  ])('tells %s by an absolute address from %s', (file, folder, uri) => {
    const { artifactLocation } =
      resultOf(located('error', '', { file }), folder).locations?.[0]?.physicalLocation ?? {};
    expect(artifactLocation).toEqual({ uri });
  });

  test.each([
    ['/nginx.conf', '/', 'nginx.conf'],
    ['/site/..nginx.conf', '/site', '..nginx.conf'],
  ])('tells %s from %s by a relative one', (file, folder, uri) => {
    const { artifactLocation } =
      resultOf(located('error', '', { file }), folder).locations?.[0]?.physicalLocation ?? {};
    expect(artifactLocation).toEqual({ uri, uriBaseId: 'SRCROOT' });
  });

  test('has related places with what they mean', () => {
    const location = { file: '/site/a.conf', line: 9, column: 2, endLine: 9, endColumn: 4 };
    const problem = located('error', 'twice', { related: [{ location, message: 'First declared here.' }] });
    expect(resultOf(problem).relatedLocations).toMatchObject([
      {
        id: 0,
        message: { text: 'First declared here.' },
        physicalLocation: { region: { startLine: 9, startColumn: 2, endLine: 9, endColumn: 4 } },
      },
    ]);
    expect(resultOf(located('error', 'once')).relatedLocations).toBeUndefined();
  });

  test('prints nothing that steers a terminal, and gives it back to a reader', () => {
    const text = formatSarif([located('error', 'a\u001b\u009b\u202eb')], '1.2.3', '/site');
    expect(text).toContain('a\\u001b\\u009b\\u202eb');
    expect(resultOf(located('error', 'a\u001b\u009b\u202eb')).message.text).toBe('a\u001b\u009b\u202eb');
  });
});
