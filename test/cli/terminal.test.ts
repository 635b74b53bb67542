import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { CLI, makeFolder, runCli, TARGET } from './support/runCli';

const ESCAPE = '\u001b';

/** A name that would clear the screen, set the window's title and its colour, turn text around and break the line. */
const HOSTILE = 'a\u001b[2J\u001b]0;owned\u0007\u009b31m\u202eevil\u2028two\nlines\r';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not come out
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2028\u2029]/;

describe('colours', () => {
  const folder = (): string => makeFolder({ 'nginx.conf': 'lua_shared_dict a 1x;\n' });

  test.each(['zones', 'check'])('%s has none where its output is no terminal', (command) => {
    expect(runCli([command, 'nginx.conf', ...TARGET], { folder: folder() }).output).not.toContain(ESCAPE);
  });

  test('has some where they are forced, and none with NO_COLOR', () => {
    const run = (environment: Record<string, string>): string =>
      runCli(['check', 'nginx.conf', ...TARGET], { folder: folder(), environment }).output;
    expect(run({ FORCE_COLOR: '1' })).toContain(`${ESCAPE}[31merror${ESCAPE}[39m`);
    expect(run({ FORCE_COLOR: '1', NO_COLOR: '1' })).not.toContain(ESCAPE);
    expect(run({ FORCE_COLOR: '0' })).not.toContain(ESCAPE);
    expect(run({ NO_COLOR: '' })).not.toContain(ESCAPE);
  });
});

describe('a reader that goes away', () => {
  const directives = Array.from({ length: 5000 }, (_, index) => `lua_shared_dict zone_${index} 1x;`).join('\n');

  test.each(['zones nginx.conf', 'zones nginx.conf --json', 'check nginx.conf --format sarif'])(
    '%s | head -1',
    (args) => {
      const folder = makeFolder({ 'nginx.conf': directives });
      const script = `"$0" "$1" ${args} | head -1; echo "status $PIPESTATUS"`;
      const { stdout, stderr } = spawnSync('bash', ['-c', script, process.execPath, CLI], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      expect(stdout).toMatch(args.startsWith('check') ? /\nstatus 1\n$/ : /\nstatus 0\n$/);
      expect(stdout.split('\n')).toHaveLength(3);
    },
  );

  test('of messages too', () => {
    const script = '"$0" "$1" zones missing.conf 2>&1 >/dev/null | true; echo "status $PIPESTATUS"';
    const { stdout } = spawnSync('bash', ['-c', script, process.execPath, CLI], { encoding: 'utf8' });
    expect(stdout).toBe('status 2\n');
  });
});

describe('text from a hostile config', () => {
  const args = {
    'the table': ['zones', 'nginx.conf'],
    'its report': ['zones', 'nginx.conf', '--json'],
    'the table of a file of that name': ['zones', `conf.d/${HOSTILE}.conf`],
    'a missing file of that name': ['zones', `conf.d/${HOSTILE}.missing`],
    problems: ['check', 'nginx.conf', `conf.d/${HOSTILE}.conf`],
    'problems as JSON': ['check', 'nginx.conf', `conf.d/${HOSTILE}.conf`, '--format', 'json'],
    'problems for GitHub': ['check', 'nginx.conf', `conf.d/${HOSTILE}.conf`, '--format', 'github'],
    'problems as SARIF': ['check', 'nginx.conf', `conf.d/${HOSTILE}.conf`, '--format', 'sarif'],
    'a command of that name': [HOSTILE],
    'an option of that name': ['zones', 'nginx.conf', `--${HOSTILE}`],
    'a size of that name': ['zones', 'nginx.conf', '--memory', HOSTILE],
    'a zone of that name': ['zones', 'nginx.conf', '--entry-size', `${HOSTILE}x=1+1`],
  };

  test.each(Object.entries(args))('never steers the terminal: %s', (_, some) => {
    const config = [
      `lua_shared_dict "${HOSTILE}" 1m;`,
      `lua_shared_dict "${HOSTILE}" 1m;`,
      `limit_req_zone $uri zone="${HOSTILE}":1x rate=1r/s;`,
      `limit_conn_zone $uri "zone=${HOSTILE}b:1x";`,
      `include "${HOSTILE}.conf";`,
    ].join('\n');
    const folder = makeFolder({ 'nginx.conf': config, [`conf.d/${HOSTILE}.conf`]: 'lua_shared_dict a 1x;\n' });
    const { output, errors } = runCli(some, { folder });
    expect(`${output}${errors}`).toMatch(/\\x1b|\\u001b|%1B/);
    expect(STEERING.exec(`${output}${errors}`)).toBeNull();
  });

  test('is shown with what it holds written out', () => {
    const folder = makeFolder({ 'nginx.conf': `lua_shared_dict "a${ESCAPE}[2J\u202eb" 1m;\n` });
    expect(runCli(['zones', 'nginx.conf', ...TARGET], { folder }).output).toContain('a\\x1b[2J\\u202eb ');
  });

  test('is the same for a program that reads the report', () => {
    const folder = makeFolder({ 'nginx.conf': 'lua_shared_dict "a\u009b\u202eb" 1m;\n' });
    const { output } = runCli(['zones', 'nginx.conf', '--json', ...TARGET], { folder });
    expect(output).toContain('"a\\u009b\\u202eb"');
    expect(JSON.parse(output).zones[0].name).toBe('a\u009b\u202eb');
  });
});
