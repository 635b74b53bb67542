import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { findServerBinary, isExecutableFileHere } from '../../../server/src/host/findServerBinary';
import { realHostFiles } from '../../../server/src/host/procFiles';
import { parseServerBinary, readServerBinary } from '../../../server/src/host/serverBinary';

/** Something like an executable: the strings between other bytes. */
const binary = (...strings: readonly string[]) =>
  Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0xff]), ...strings.map((text) => Buffer.from(`${text}\0`))]);

const help = (prefix: string, confPath: string) => [
  `  -p prefix     : set prefix path (default: ${prefix})\n`,
  `  -c filename   : set configuration file (default: ${confPath})\n`,
];

describe('parseServerBinary', () => {
  test('nginx, with quoted arguments', () => {
    const text =
      "configure arguments: --with-cc-opt='-O2 --with-compat' --prefix=/etc/nginx --conf-path=/etc/nginx/nginx.conf --with-http_stub_status_module\n";
    expect(parseServerBinary(binary('nginx version: nginx/1.27.3 (Ubuntu)\n', 'TLS version: x', text))).toEqual({
      product: 'nginx',
      productName: 'nginx',
      version: '1.27.3',
      coreVersion: '1.27.3',
      build: 'Ubuntu',
      configureArguments: text.slice('configure arguments: '.length).trim(),
      prefix: '/etc/nginx',
      confPath: '/etc/nginx/nginx.conf',
      withCompat: false,
      withStubStatus: true,
    });
  });

  test.each([
    ['nginx version: openresty/1.25.3.1\n', 'openresty', '1.25.3.1', '1.25.3'],
    ['nginx version: freenginx/1.27.2\n', 'freenginx', '1.27.2', '1.27.2'],
    ['Tengine version: Tengine/2.2.0 (nginx/1.8.1)\n', 'tengine', '2.2.0', '1.8.1'],
    ['nginx version: nginx/1.24.0\n\0Tengine version: Tengine/3.1.0\n', 'tengine', '3.1.0', '1.24.0'],
    ['Angie version: Angie/1.10.3\n\0nginx version: nginx/1.27.5\n', 'angie', '1.10.3', '1.27.5'],
    ['Angie version: Angie/1.1.0\n', 'angie', '1.1.0', null],
    ['nginx version: ApiServer/2.0.0\n', 'other', '2.0.0', null],
  ])('%j', (banner, product, version, coreVersion) => {
    const found = parseServerBinary(binary(banner, 'configure arguments: --with-compat\n'));
    expect(found).toMatchObject({ product, version, coreVersion, withCompat: true, withStubStatus: false });
  });

  test('no arguments: the paths of the help text, a relative one below the prefix', () => {
    const found = parseServerBinary(
      binary(
        'nginx version: nginx/1.25.0\n',
        'configure arguments:\n',
        ...help('/usr/local/nginx/', 'conf/nginx.conf'),
      ),
    );
    expect(found).toMatchObject({
      configureArguments: '',
      prefix: '/usr/local/nginx',
      confPath: '/usr/local/nginx/conf/nginx.conf',
      withCompat: false,
    });
  });

  test('a build without the line: what it would say is not known', () => {
    const found = parseServerBinary(binary('nginx version: nginx/1.25.0\n', ...help('NONE', 'conf/nginx.conf')));
    expect(found).toMatchObject({
      configureArguments: null,
      withCompat: null,
      withStubStatus: null,
      prefix: null,
      confPath: null,
    });
  });

  test.each([
    [binary(), 'no strings'],
    [Buffer.alloc(0), 'empty'],
    [binary('nginx version: nginx/1.22.1\n'), 'a version alone, as in a log or a script'],
    [binary('configure arguments: --prefix=/x\n'), 'arguments alone'],
    [binary(' version: nginx/1.22.1\n', 'configure arguments:\n'), 'nobody in front of the version'],
    [binary('nginx version: nginx/x.y\n', 'configure arguments:\n'), 'no numbers'],
    [binary('nginx version: nginx/1.22.1 \x1b[31m\n', 'configure arguments:\n'), 'control characters'],
    [binary(`nginx version: nginx/${'9'.repeat(100)}.1\n`, 'configure arguments:\n'), 'a number without end'],
    [Buffer.from('nginx version: nginx/1.22.1'), 'cut in the banner'],
  ])('%#: null (%s)', (bytes) => {
    expect(parseServerBinary(bytes)).toBeNull();
  });

  test('hostile arguments: no end in sight, control characters, paths that are none', () => {
    const banner = 'nginx version: nginx/1.22.1\n';
    const endless = binary(banner, `configure arguments: ${'a'.repeat(70_000)}\n`, ...help('/p/', '/c'));
    expect(parseServerBinary(endless)).toMatchObject({ configureArguments: null, prefix: '/p', confPath: '/c' });
    const control = binary(banner, 'configure arguments: --prefix=/\x1b[31m\n', ...help('/p/', '/c'));
    expect(parseServerBinary(control)).toMatchObject({ configureArguments: null, prefix: '/p' });
    const relative = binary(banner, `configure arguments: --prefix=here --conf-path=/${'c'.repeat(5000)}\n`);
    expect(parseServerBinary(relative)).toMatchObject({ prefix: null, confPath: null });
    const open = binary(banner, "configure arguments: --with-cc-opt='-O2 --prefix=/x\n");
    expect(parseServerBinary(open)?.product).toBe('nginx');
  });

  test('millions of markers come to an end', () => {
    const bytes = Buffer.alloc(32 * 1024 * 1024, 'configure arguments:a version: x/1');
    expect(parseServerBinary(bytes)).toBeNull();
  });
});

describe('findServerBinary', () => {
  const among =
    (...paths: readonly string[]) =>
    (path: string) =>
      paths.includes(path);

  test('PATH before the usual places, nginx before the others', () => {
    expect(findServerBinary(among('/usr/sbin/nginx', '/opt/x/nginx'), '/bin:/opt/x/')).toBe('/opt/x/nginx');
    expect(findServerBinary(among('/bin/angie', '/opt/x/nginx'), '/bin:/opt/x')).toBe('/opt/x/nginx');
    expect(findServerBinary(among('/usr/local/openresty/nginx/sbin/nginx'), '/bin')).toBe(
      '/usr/local/openresty/nginx/sbin/nginx',
    );
    expect(findServerBinary(among('/usr/sbin/angie'), undefined)).toBe('/usr/sbin/angie');
    expect(findServerBinary(among(), '/bin')).toBeNull();
  });

  test('no relative entry of PATH is tried', () => {
    const tried: string[] = [];
    findServerBinary((path) => tried.push(path) < 0, ':.:bin:../x:/ok');
    expect(tried.every((path) => path.startsWith('/'))).toBe(true);
    expect(tried).toContain('/ok/nginx');
  });
});

describe('this machine', () => {
  test('what the executable says when run', (context) => {
    const path = findServerBinary(isExecutableFileHere);
    if (path === null) return context.skip('no nginx is installed here');
    const said = spawnSync(path, ['-V'], { encoding: 'utf8' }).stderr;
    const found = readServerBinary(realHostFiles(), path);
    expect(said).toContain(`/${found?.version}`);
    expect(said.split('\n')).toContain(`configure arguments: ${found?.configureArguments}`);
    expect(found?.withCompat).toBe(/ --with-compat( |$)/m.test(said));
    expect(found?.withStubStatus).toBe(/ --with-http_stub_status_module( |$)/m.test(said));
    const usage = spawnSync(path, ['-h'], { encoding: 'utf8' }).stderr;
    expect(usage).toContain(`set prefix path (default: ${found?.prefix}/)`);
    expect(usage).toContain(`set configuration file (default: ${found?.confPath})`);
  });

  test('executables that are no nginx', (context) => {
    if (process.platform === 'win32') context.skip('other paths here');
    expect(isExecutableFileHere('/bin/sh')).toBe(true);
    expect(isExecutableFileHere('/etc/passwd')).toBe(false);
    expect(isExecutableFileHere('/usr')).toBe(false);
    expect(readServerBinary(realHostFiles(), '/bin/sh')).toBeNull();
    expect(readServerBinary(realHostFiles(), '/missing')).toBeNull();
  });
});
