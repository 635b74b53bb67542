import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder, ROOT, runCli, TARGET } from './support/runCli';

const WARNING = 'http { lua_shared_dict a 1900m; init_by_lua_block { ngx.shared.a:get(1) } }\nevents {}\n';
const INFORMATION = 'http { limit_req_zone $uri zone=one:1m rate=1r/s; }\nevents {}\n';
const RIGHT = 'events {}\nhttp {}\n';
const WRONG = 'events {}\nhttp { lua_shared_dict a 1x; }\n';

interface Check {
  readonly schema: string;
  readonly roots: readonly string[];
  readonly problems: readonly Record<string, unknown>[];
}

function check(files: Readonly<Record<string, string>>, ...args: string[]): Check & { exitCode: number | null } {
  const folder = makeFolder(files);
  const { output, exitCode } = runCli(['check', '--format', 'json', ...TARGET, ...args], { folder });
  const { roots, ...rest } = JSON.parse(output) as Check;
  return { ...rest, roots: roots.map((root) => root.replace(`${folder}/`, '')), exitCode };
}

/** Names of the files in which a size is invalid, as often as it is reported. */
function invalidSizes(problems: Check['problems']): string[] {
  return problems
    .filter(({ code }) => code === 'zone-size-invalid')
    .map(({ file }) => String(file).replace(/.*\//, ''));
}

describe('exit status of zone-lens check', () => {
  test.each([
    ['nothing wrong', RIGHT, [], 0],
    ['an error', WRONG, [], 1],
    ['a warning, which is not as bad as an error', WARNING, [], 0],
    ['a warning that is asked for', WARNING, ['--fail-on', 'warning'], 1],
    ['information, which is not as bad as a warning', INFORMATION, ['--fail-on', 'warning'], 0],
    ['information that is asked for', INFORMATION, ['--fail-on', 'information'], 1],
    ['an error, whatever is asked for', WRONG, ['--fail-on', 'information'], 1],
  ] as const)('%s', (_, text, args, expected) => {
    expect(check({ 'nginx.conf': text }, ...args, 'nginx.conf').exitCode).toBe(expected);
  });

  test.each(['text', 'json', 'sarif', 'github'])('is the same in format %s', (format) => {
    const folder = makeFolder({ 'nginx.conf': WRONG, 'right.conf': RIGHT });
    expect(runCli(['check', 'nginx.conf', '--format', format], { folder }).exitCode).toBe(1);
    expect(runCli(['check', 'right.conf', '--format', format], { folder })).toMatchObject({ exitCode: 0, errors: '' });
  });
});

describe('zone-lens check of files', () => {
  const tree = {
    'nginx.conf': 'events {}\nhttp { include conf.d/*.conf; }\n',
    'conf.d/a.conf': 'lua_shared_dict a 1x;\n',
    'conf.d/b.conf': 'lua_shared_dict b 1x;\n',
    'other.conf': 'lua_shared_dict c 1x;\n',
  };

  test('finds the main config above a fragment, and checks all of it', () => {
    const { roots, problems } = check(tree, 'conf.d/b.conf');
    expect(roots).toEqual(['nginx.conf']);
    expect(invalidSizes(problems)).toEqual(['a.conf', 'b.conf']);
  });

  test('checks a config once, though several of its files or one of them twice are given', () => {
    const { roots, problems } = check(
      tree,
      'conf.d/b.conf',
      './conf.d/../conf.d/b.conf',
      'nginx.conf',
      'conf.d/a.conf',
    );
    expect(roots).toEqual(['nginx.conf']);
    expect(invalidSizes(problems)).toEqual(['a.conf', 'b.conf']);
  });

  test('checks each config of several', () => {
    const { roots, problems } = check(tree, 'other.conf', 'nginx.conf', 'other.conf');
    expect(roots).toEqual(['other.conf', 'nginx.conf']);
    expect(invalidSizes(problems)).toEqual(['other.conf', 'a.conf', 'b.conf']);
  });

  test('takes a fragment alone that no main config includes, and calls nothing in it missing', () => {
    const fragment = 'server { location / { limit_req zone=elsewhere; } }\nlua_shared_dict c 1x;\n';
    const { roots, problems } = check({ 'site.conf': fragment }, 'site.conf');
    expect(roots).toEqual(['site.conf']);
    expect(problems).toMatchObject([{ code: 'zone-size-invalid', severity: 'error' }]);
  });

  test('takes the main config that it is told', () => {
    const files = { ...tree, 'main.txt': 'events {}\nhttp { include other.conf; }\n' };
    expect(check(files, 'other.conf', '--root', 'main.txt')).toMatchObject({ roots: ['main.txt'], exitCode: 1 });
  });

  test('reads paths with spaces, quotes and letters of any alphabet', () => {
    const name = 'mein "Ordner" ü/nginx haupt.conf';
    const folder = makeFolder({ [name]: WRONG });
    const { output, exitCode } = runCli(['check', name, ...TARGET], { folder });
    expect(output).toContain(`${name}:2:26: error: invalid lua shared dict size "1x"`);
    expect(exitCode).toBe(1);
  });

  test('knows sizes that were told for zones', () => {
    expect(check({ 'nginx.conf': WARNING }, '--zone-share', '99', '--fail-on', 'warning', 'nginx.conf').exitCode).toBe(
      0,
    );
  });
});

describe('zone-lens check --format', () => {
  const cycle = 'examples/problems/nginx.conf';

  test('text: problems by place, related places below, then how many', async () => {
    const { output } = runCli(['check', cycle, ...TARGET]);
    await expect(output).toMatchFileSnapshot('golden/check-problems.txt');
  });

  test('text: says that there are none', () => {
    expect(runCli(['check', 'examples/nginx.conf', ...TARGET]).output).toBe('No problems found.\n');
  });

  test('json: keeps to its schema', () => {
    const { output } = runCli(['check', cycle, '--format', 'json', ...TARGET]);
    const { schema, roots, problems, ...more } = JSON.parse(output) as Check;
    expect({ schema, roots, more }).toEqual({ schema: 'zone-lens.check/1', roots: [join(ROOT, cycle)], more: {} });
    expect(problems.length).toBeGreaterThan(10);
    for (const problem of problems) {
      expect(Object.keys(problem)).toEqual(['code', 'severity', 'message', 'file', 'line', 'column']);
    }
  });

  test('github: a command a line, with paths from where it runs', () => {
    const { output } = runCli(['check', cycle, '--format', 'github', ...TARGET]);
    const lines = output.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) {
      expect(line).toMatch(
        /^::(?:error|warning|notice) file=examples\/problems\/nginx\.conf,line=\d+,col=\d+,endLine=\d+,endColumn=\d+,title=[a-z-]+::./,
      );
    }
    expect(runCli(['check', 'examples/nginx.conf', '--format', 'github', ...TARGET]).output).toBe('');
  });

  test('sarif: a log with the version and a result for each problem', () => {
    const json = JSON.parse(runCli(['check', cycle, '--format', 'json', ...TARGET]).output) as Check;
    const log = JSON.parse(runCli(['check', cycle, '--format', 'sarif', ...TARGET]).output);
    expect(log.version).toBe('2.1.0');
    expect(`zone-lens ${log.runs[0].tool.driver.version}\n`).toBe(runCli(['--version']).output);
    expect(log.runs[0].originalUriBaseIds.SRCROOT.uri).toBe(`file://${ROOT}/`);
    expect(log.runs[0].results.map((result: { ruleId: string }) => result.ruleId)).toEqual(
      json.problems.map(({ code }) => code),
    );
  });
});
