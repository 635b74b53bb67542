import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { makeFolder, runCli } from './support/runCli';

const RIGHT = 'events {}\nhttp {}\n';

/** What a run says that must fail: one line, and nothing on standard output. */
function failure(folder: string, ...args: string[]): string {
  const { output, errors, exitCode } = runCli(args, { folder });
  expect({ output, exitCode, lines: errors.split('\n').length }).toEqual({ output: '', exitCode: 2, lines: 2 });
  expect(errors).toMatch(/^zone-lens: .+\n$/);
  return errors;
}

describe('arguments that cannot be used', () => {
  test.each([
    [
      ['frobnicate'],
      'unknown command "frobnicate": write "zone-lens zones FILE", "zone-lens check FILE..." or "zone-lens inspect".',
    ],
    [['zones'], '"zones" needs a config file: zone-lens zones nginx.conf'],
    [['check'], '"check" needs a config file: zone-lens check nginx.conf'],
    [['zones', 'nginx.conf', 'nginx.conf'], '"zones" takes one file, and 2 were given.'],
    [['zones', 'nginx.conf', '--frob'], "Unknown option '--frob'"],
    [['zones', 'nginx.conf', '--memory'], "Option '--memory <value>' argument missing"],
    [['zones', 'nginx.conf', '--memory', '--json'], "Option '--memory' argument is ambiguous."],
    [['zones', 'nginx.conf', '--format', 'json'], '--format does not belong to this command; see --help.'],
    [['zones', 'nginx.conf', '--fail-on', 'error'], '--fail-on does not belong to this command; see --help.'],
    [['check', 'nginx.conf', '--json'], '--json does not belong to this command; see --help.'],
    [['check', 'nginx.conf', '--format', 'xml'], '--format xml: write one of text, json, sarif, github.'],
    [['check', 'nginx.conf', '--fail-on', 'never'], '--fail-on never: write one of information, warning, error.'],
    [['zones', 'nginx.conf', '--server', 'apache/2'], '--server apache/2: write what "nginx -v" prints'],
    [['zones', 'nginx.conf', '--compat', 'yes'], '--compat belongs to --server'],
    [['zones', 'nginx.conf', '--server', '1.2.3', '--compat', 'si'], '--compat si: write one of yes, no.'],
    [['zones', 'nginx.conf', '--entry-size', '20'], '--entry-size 20: write KEY+VALUE or ZONE=KEY+VALUE in bytes'],
    [['zones', 'nginx.conf', '--entry-size', 'dgos=1+2'], '--entry-size dgos=...: there is no zone "dgos".'],
    [['zones', '-'], '"zones" reads files, not standard input'],
    [['check', 'nginx.conf', '-'], '"check" reads files, not standard input'],
  ])('%j', (args, says) => {
    expect(failure(makeFolder({ 'nginx.conf': RIGHT }), ...args)).toContain(says);
  });

  test.each(['', '0', '-1', '1x', '64 apples', '99999999999999t', 'NaN', '1e9'])('--memory "%s"', (size) => {
    const says = failure(makeFolder({ 'nginx.conf': RIGHT }), 'zones', 'nginx.conf', `--memory=${size}`);
    expect(says).toBe(`zone-lens: --memory ${size}: write a size such as 512m, 64g or 1.5g.\n`);
  });

  test.each(['', '4096', '8k', '4kb', '-4k', 'constructor'])('--page-size "%s"', (size) => {
    const says = failure(makeFolder({ 'nginx.conf': RIGHT }), 'zones', 'nginx.conf', `--page-size=${size}`);
    expect(says).toBe(`zone-lens: --page-size ${size}: write 4k, 16k or 64k.\n`);
  });

  test.each(['', '0', '-5', '101', 'half'])('--zone-share "%s"', (share) => {
    const says = failure(makeFolder({ 'nginx.conf': RIGHT }), 'check', 'nginx.conf', `--zone-share=${share}`);
    expect(says).toContain(`--zone-share ${share}: write a percentage above 0 and up to 100`);
  });
});

describe('files that cannot be read', () => {
  test.each(['zones', 'check'])('%s of a file that is not there', (command) => {
    const folder = makeFolder({});
    const says = failure(folder, command, 'nginx.conf');
    expect(says).toBe(`zone-lens: cannot read ${folder}/nginx.conf (2: No such file or directory).\n`);
  });

  test.each(['zones', 'check'])('%s of a folder', (command) => {
    const folder = makeFolder({ 'etc/nginx.conf': RIGHT });
    const advice = 'Name the main config in it, such as nginx.conf.';
    expect(failure(folder, command, 'etc')).toBe(
      `zone-lens: cannot read ${folder}/etc (21: Is a directory). ${advice}\n`,
    );
  });

  test('links that lead in a circle', () => {
    const folder = makeFolder({});
    symlinkSync('loop.conf', `${folder}/loop.conf`);
    expect(failure(folder, 'check', 'loop.conf')).toContain('(40: Too many levels of symbolic links)');
  });

  test('a pipe, which nobody writes to, does not keep it waiting', () => {
    const folder = makeFolder({});
    execFileSync('mkfifo', [`${folder}/pipe.conf`]);
    expect(failure(folder, 'zones', 'pipe.conf')).toContain('(not a regular file)');
  });

  test('one of several: nothing is reported as checked', () => {
    expect(failure(makeFolder({ 'a.conf': 'lua_shared_dict a 1x;' }), 'check', 'a.conf', 'b.conf')).toContain('b.conf');
  });

  test('a main config that was told', () => {
    const folder = makeFolder({ 'a.conf': '', 'nginx.conf': RIGHT });
    expect(failure(folder, 'check', 'a.conf', '--root', 'gone.conf')).toContain(`cannot read ${folder}/gone.conf`);
    const says = 'a.conf is not part of nginx.conf: nothing there includes it.';
    expect(failure(folder, 'check', 'a.conf', '--root', 'nginx.conf')).toContain(says);
  });
});

describe('help and version', () => {
  test.each([[[]], [['help']], [['--help']], [['-h']], [['zones', '--help']], [['check', '-h']]])('%j', (args) => {
    const { output, errors, exitCode } = runCli(args);
    expect({ errors, exitCode }).toEqual({ errors: '', exitCode: 0 });
    expect(output).toContain('zone-lens zones FILE');
  });

  test.each(['--version', '-v', '-V'])('%s', (option) => {
    expect(runCli([option])).toMatchObject({
      output: expect.stringMatching(/^zone-lens \d+\.\d+\.\d+\n$/),
      exitCode: 0,
    });
  });
});
