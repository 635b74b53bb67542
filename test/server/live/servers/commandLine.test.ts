import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { optionsOfArguments, optionsOfTitle } from '../../../../server/src/live/servers/commandLine';

describe('options out of arguments', () => {
  it.each([
    [['nginx'], { prefix: null, configFile: null, directives: null }],
    [['nginx', '-c', '/a.conf', '-p', '/srv'], { prefix: '/srv', configFile: '/a.conf', directives: null }],
    [['nginx', '-p/srv', '-c/a b.conf'], { prefix: '/srv', configFile: '/a b.conf', directives: null }],
    [['nginx', '-qc', 'x.conf'], { prefix: null, configFile: 'x.conf', directives: null }],
    [['nginx', '-c', '-g', '-g', 'daemon off;'], { prefix: null, configFile: '-g', directives: 'daemon off;' }],
    [['nginx', '-c', 'one', '-c', 'two'], { prefix: null, configFile: 'two', directives: null }],
    [['nginx', '-e', 'stderr', '-c', 'two'], { prefix: null, configFile: 'two', directives: null }],
  ])('%j', (args, expected) => {
    expect(optionsOfArguments(args)).toEqual({ ...expected, serves: true, isAllUnderstood: true });
  });

  it.each([[['nginx', '-t']], [['nginx', '-s', 'reload']], [['nginx', '-V']], [['nginx', '-qT', '-c', 'x']]])(
    '%j does not serve',
    (args) => {
      expect(optionsOfArguments(args)).toMatchObject({ serves: false, isAllUnderstood: true });
    },
  );

  it.each([[['vim', 'nginx.conf']], [['tail', '-f', 'nginx.log']], [['nginx', '-c']], [['nginx', '--help']]])(
    '%j is no server’s',
    (args) => {
      expect(optionsOfArguments(args).isAllUnderstood).toBe(false);
    },
  );
});

describe('options out of a title', () => {
  it.each([
    ['nginx', null, null, null],
    ['/usr/sbin/nginx -c /etc/nginx/nginx.conf', null, '/etc/nginx/nginx.conf', null],
    ['nginx -g daemon off;', null, null, 'daemon off;'],
    ['nginx -g daemon on; master_process on; -c /x.conf', null, '/x.conf', 'daemon on; master_process on;'],
    ['/my programs/nginx -p /my sites/a -c nginx.conf', '/my sites/a', 'nginx.conf', null],
    ['nginx -p/srv -gdaemon off; -qc x', '/srv', 'x', 'daemon off;'],
    ['nginx -g env A=-c; daemon off;', null, null, 'env A=-c; daemon off;'],
    ['nginx -g error_log -e; -c /x', null, '/x', 'error_log -e;'],
    ['nginx -c /a\n/b.conf', null, '/a\n/b.conf', null],
    ['', null, null, null],
  ])('%j', (title, prefix, configFile, directives) => {
    expect(optionsOfTitle(title)).toMatchObject({ prefix, configFile, directives, serves: true });
  });

  it('reads what was joined as what it was, where no value has an option in it', () => {
    const path = fc
      .stringMatching(/^\/[a-z0-9 ./_\u0080-\u00ff\n-]{0,20}[a-z]$/)
      .filter((text) => !/ -[?hvVtTqmMlpcges]/.test(text));
    const directives = fc.stringMatching(/^[a-z][a-z _-]{0,10} [a-z]{1,5};$/);
    fc.assert(
      fc.property(fc.option(path), fc.option(path), fc.option(directives), (prefix, configFile, global) => {
        const args = ['/usr/sbin/nginx'];
        if (prefix !== null) args.push('-p', prefix);
        if (global !== null) args.push('-g', global);
        if (configFile !== null) args.push('-c', configFile);
        expect(optionsOfTitle(args.join(' '))).toEqual(optionsOfArguments(args));
      }),
    );
  });

  it('takes any title', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        expect(optionsOfTitle(text).configFile?.length ?? 0).toBeLessThanOrEqual(text.length);
      }),
    );
    const hostile = '-g '.repeat(100_000);
    expect(optionsOfTitle(hostile).serves).toBe(true);
  });
});
