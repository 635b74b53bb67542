import { describe, expect, test } from 'vitest';
import { textWidth } from '../../server/src/cli/columns';
import { makeFolder, runCli, TARGET } from './support/runCli';

function zones(...args: string[]): string {
  const { output, errors, exitCode } = runCli(['zones', ...args]);
  expect({ errors, exitCode }).toEqual({ errors: '', exitCode: 0 });
  return output;
}

/** The table's row of a zone. */
function row(output: string, zone: string): string {
  return output.split('\n').find((line) => line.startsWith(`${zone} `)) ?? '';
}

describe('zone-lens zones', () => {
  // "npx vitest run --project unit test/cli -u" writes the golden files anew.
  test('prints the table of the example', async () => {
    await expect(zones('examples/nginx.conf', ...TARGET)).toMatchFileSnapshot('golden/zones.txt');
  });

  test('prints unknown sizes, zones that cannot start and lower bounds in words', async () => {
    const output = zones('examples/problems/nginx.conf', ...TARGET);
    const table = output.slice(0, output.indexOf('\nexamples/problems/'));
    await expect(table).toMatchFileSnapshot('golden/zones-problems.txt');
  });

  test('prints the problems below', () => {
    const output = zones('examples/problems/nginx.conf', ...TARGET);
    const problems = runCli(['check', 'examples/problems/nginx.conf', ...TARGET]).output;
    expect(problems.split('\n').length).toBeGreaterThan(20);
    expect(output.endsWith(`\n\n${problems}`)).toBe(true);
  });

  test('keeps to 120 columns for the example', () => {
    const lines = zones('examples/nginx.conf', ...TARGET).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  test('shows the published figures of an empty 100m dictionary', () => {
    expect(row(zones('examples/nginx.conf', ...TARGET), 'dogs')).toMatch(
      /^dogs +lua_shared_dict +100 MB +608 KB +4\.9 %/,
    );
  });

  test('uses the page size of the target', () => {
    const output = zones('examples/nginx.conf', '--memory', '2g', '--page-size', '64k', '--server', 'nginx/1.22.1');
    expect(output).toContain('pages of 64 KB');
    expect(row(output, 'dogs')).toMatch(/ 100 MB +192 KB /);
  });

  test('counts entries of the size that was told, without a mark where nothing is assumed any more', () => {
    expect(row(zones('examples/nginx.conf', ...TARGET), 'dogs')).toContain('≈ 814,367 keys (20 + 32 bytes)');
    const told = zones('examples/nginx.conf', ...TARGET, '--entry-size', 'dogs=9+8');
    expect(row(told, 'dogs')).toContain(' 814,367 keys (9 + 8 bytes)');
    expect(row(told, 'dogs')).not.toContain('≈');
    const large = zones('examples/nginx.conf', ...TARGET, '--entry-size', '20+1000');
    expect(row(large, 'dogs')).toContain('keys (20 + 1000 bytes)');
    expect(row(large, 'page_parts')).toContain('keys (20 + 1000 bytes)');
  });

  test('marks figures that depend on the version as estimated, and says so', () => {
    const output = zones('examples/nginx.conf', '--memory', '2g', '--page-size', '4k');
    expect(output).toContain('nginx (version not known, taken for the newest)');
    expect(row(output, 'tls_sessions')).toContain('≈ 24 KB');
    expect(output).toMatch(
      /≈ in EMPTY: it depends on the version of the server; tell it with --server \(.*tls_sessions/,
    );
    expect(output).toMatch(/≈ [\d.]+ KB when empty/);
  });

  test('marks the least that a zone takes, where more is not known', () => {
    const folder = makeFolder({ 'nginx.conf': 'events {}\nhttp { lua_shared_mem a 32m; }\n' });
    const output = zones(`${folder}/nginx.conf`, ...TARGET);
    expect(row(output, 'a')).toMatch(/ ≥ \d+ KB /);
    expect(output).toContain('≥ in EMPTY: it is not known what the module puts into a new zone (a).');
  });

  test('says in words that what fits is not known', () => {
    const folder = makeFolder({ 'nginx.conf': 'events {}\nhttp { nchan_max_reserved_memory 32M; }\n' });
    const output = zones(`${folder}/nginx.conf`, ...TARGET);
    expect(output).toMatch(/nchan_max_reserved_memory +32 MB .* unknown /);
    expect(output).toContain('unknown in FITS: what an entry takes is not known (memstore).');
  });

  test.each([
    ['a template is yet to fill in the size', 'lua_shared_dict a {{ size }};'],
    ['nginx refuses the size', 'lua_shared_dict a 1x;'],
    ['no size is written', 'upstream u { zone a; server 127.0.0.1; }'],
  ])('says why a size is unknown: %s', (reason, directive) => {
    const folder = makeFolder({ 'nginx.conf': `events {}\nhttp { ${directive} }\n` });
    const output = zones(`${folder}/nginx.conf`, ...TARGET);
    expect(row(output, 'a')).toMatch(/ unknown +unknown +unknown +unknown /);
    expect(output).toContain(`unknown: ${reason} (a).`);
    expect(output).toMatch(/2 zones · ≥ 1\.3 KB when full · ≥ 4 KB when empty/);
  });

  test('says that a fragment is one, and shows no zones of modules', () => {
    const folder = makeFolder({ 'limits.conf': 'limit_req_zone $uri zone=one:1m rate=1r/s;\n' });
    const output = zones(`${folder}/limits.conf`, ...TARGET);
    expect(output).toContain('a fragment: no main config that includes it was found');
    expect(output).toContain('1 zone · 1 MB when full');
    expect(output).not.toContain('nginx_shared_zone');
  });

  test('says that there is no zone', () => {
    const folder = makeFolder({ 'empty.conf': '# nothing\n' });
    expect(zones(`${folder}/empty.conf`, ...TARGET)).toContain('No shared memory zone is declared.');
  });

  test('keeps columns below each other for names of wide and joined characters, coloured or not', () => {
    const names = ['漢字', 'é\u0301', '😀', 'plain'];
    const directives = names.map((name) => `lua_shared_dict "${name}" 1m;`).join('\n');
    const folder = makeFolder({ 'a.conf': directives });
    for (const environment of [{}, { FORCE_COLOR: '1' }]) {
      const { output } = runCli(['zones', 'a.conf', ...TARGET], { folder, environment });
      const lines = output.split('\n').filter((line) => line.includes('lua_shared_dict'));
      expect(lines).toHaveLength(4);
      for (const line of lines) expect(textWidth(line.slice(0, line.indexOf('lua_shared_dict')))).toBe(7);
    }
  });

  test.each([
    ['', 0],
    ['abc', 3],
    ['\u001b[31mred\u001b[39m', 3],
    ['ü▮≈', 3],
    ['e\u0301', 1],
    ['漢字', 4],
    ['ｆ한', 4],
    ['😀', 2],
  ])('%j takes %i cells', (text, cells) => {
    expect(textWidth(text)).toBe(cells);
  });

  test('shortens a very long name, and only on the screen', () => {
    const name = 'n'.repeat(300);
    const folder = makeFolder({ 'nginx.conf': `events {}\nhttp { lua_shared_dict ${name} 1m; }\n` });
    const lines = zones(`${folder}/nginx.conf`, ...TARGET).split('\n');
    expect(lines.find((line) => line.includes('lua_shared_dict'))).toMatch(/^n{20}…n{19} {2}lua_shared_dict/);
    expect(JSON.parse(zones(`${folder}/nginx.conf`, ...TARGET, '--json')).zones[0].name).toBe(name);
  });

  test('tells files beside the main config from its folder, and others as one would open them', () => {
    const folder = makeFolder({
      'shared/extra.conf': 'lua_shared_dict outside 1m;\n',
      'etc/conf.d/a.conf': 'lua_shared_dict inside 1m;\n',
      'etc/nginx.conf': 'events {}\nhttp {\n  include conf.d/*.conf;\n  include ../shared/extra.conf;\n}\n',
    });
    const { output } = runCli(['zones', 'etc/nginx.conf', ...TARGET], { folder });
    expect(row(output, 'inside')).toMatch(/ conf\.d\/a\.conf:1$/);
    expect(row(output, 'outside')).toMatch(/ shared\/extra\.conf:1$/);
  });

  test.each([
    [1000, 5],
    [20000, 20],
  ])('takes %i zones in its stride', (count, mostSeconds) => {
    const directives = Array.from({ length: count }, (_, index) => `  lua_shared_dict zone_${index} 1m;`);
    const folder = makeFolder({ 'nginx.conf': `events {}\nhttp {\n${directives.join('\n')}\n}\n` });
    const start = performance.now();
    const output = zones(`${folder}/nginx.conf`, ...TARGET);
    const seconds = (performance.now() - start) / 1000;
    expect(output).toContain(`${(count + 1).toLocaleString('en-US')} zones · `);
    expect(output.match(/\[zone-unused\]/g)).toHaveLength(count);
    // A fraction of that; the bounds only have to tell it from time with the square of the number.
    expect(seconds).toBeLessThan(mostSeconds);
  });
});
