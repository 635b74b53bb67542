import { describe, expect, test } from 'vitest';
import { CURRENT_LAYOUT, poolGeometry } from '../../../server/src/slab/layout';
import { planPool } from '../../../server/src/slab/poolPlan';
import { zoneFigures } from '../../../server/src/zones/footprint';
import { UNKNOWN_BUILD } from '../../../server/src/zones/serverBuild';
import { type Circumstances, figures, footprint, KB, modelOf, server, targetOf, upstream } from './zoneFigures';

/** Chunks that are in use, by an expected list of requests after the text for log lines. */
function expectRequests(text: string, requests: readonly number[], circumstances: Circumstances = {}): void {
  const plan = planPool(
    poolGeometry(64 * KB, 4 * KB, CURRENT_LAYOUT),
    [22, ...requests].map((bytes) => ({ bytes })),
  );
  let used = 0;
  let free = 0;
  for (const one of plan.classes.values()) {
    used += one.usedChunks + one.bitmapChunks;
    free += one.freeChunks;
  }
  expect(footprint(text, circumstances)).toMatchObject({
    exactness: 'exact',
    emptyFreePages: plan.freePages,
    emptyUsedChunks: used,
    emptyFreeChunks: free,
  });
}

describe('zones of upstreams', () => {
  const server9 = 'server 127.0.0.1;';
  const TEXTS = [112, 113, 9];

  test('copy the list, its name, and four pieces a server', () => {
    expectRequests(upstream(server9), [80, 16, 1, 440, ...TEXTS]);
    expectRequests(upstream(server9).replace('http', 'stream'), [80, 16, 1, 384, ...TEXTS]);
    expectRequests(upstream(`${server9} ${server9} ${server9}`), [
      80,
      16,
      1,
      ...[1, 2, 3].flatMap(() => [440, ...TEXTS]),
    ]);
    expectRequests(upstream(server9, 'zone z 64k;', 'a'.repeat(300)), [80, 16, 300, 440, ...TEXTS]);
  });

  test('copy a list of their own for backups', () => {
    const backup = 'server 127.0.0.2 weight=2 backup;';
    expectRequests(upstream(`${backup} ${server9}`), [80, 16, 1, 440, ...TEXTS, 80, 440, ...TEXTS]);
  });

  test('were smaller once, and hold more now', () => {
    const of = (version: string, withCompat: boolean, requests: number[]): void => {
      expectRequests(upstream(server9), requests, { build: server(version, withCompat) });
    };
    of('nginx/1.13.4', true, [72, 16, 1, 440, ...TEXTS]);
    of('nginx/1.13.4', false, [72, 16, 1, 184, ...TEXTS]);
    // Before, names and addresses stayed in the config's memory.
    of('nginx/1.13.3', true, [72, 440]);
    of('nginx/1.27.2', true, [80, 16, 1, 440, ...TEXTS]);
    of('nginx/1.27.3', true, [8, 96, 16, 1, 320, ...TEXTS]);
    of('nginx/1.27.3', false, [8, 96, 16, 1, 200, ...TEXTS]);
    of('nginx/1.29.6', true, [8, 96, 16, 1, 320, 112, 113, 32, 9]);
    of('nginx/1.31.0', false, [8, 96, 16, 1, 264, 112, 113, 32, 9]);
    const stream = upstream(server9).replace('http', 'stream');
    expectRequests(stream, [8, 96, 16, 1, 312, ...TEXTS], { build: server('nginx/1.29.6', true) });
  });

  test('of 1.9.0 hold no texts', () => {
    const build = server('nginx/1.9.0');
    expect(footprint(upstream(server9), { build })).toMatchObject({
      exactness: 'exact',
      // log_ctx 32, list 64, peer 256.
      emptyUsedChunks: 1 + 1 + 1 + 1,
      emptyFreeChunks: 126 + 63 + 15,
    });
  });

  test('are shared: every upstream that names one is copied, once, into the last that it names', () => {
    const two = `http { upstream a { zone z 64k; ${server9} } upstream bb { ${server9} zone z; } }`;
    expectRequests(two, [80, 16, 1, 440, ...TEXTS, 80, 16, 2, 440, ...TEXTS]);
    expectRequests(upstream(server9, 'zone z 64k; zone z;'), [80, 16, 1, 440, ...TEXTS]);
    const model = modelOf(`events {} ${upstream(server9, 'zone y 64k; zone z 64k;')}`, {});
    const used = model.zones
      .filter(({ isImplicit }) => !isImplicit)
      .map((zone) => zoneFigures(zone, model.config, targetOf({})).footprint.emptyUsedChunks);
    // y holds its text for log lines only.
    expect(used[0]).toBe(2);
    expect(used[1]).toBeGreaterThan(8);
  });

  test('take in servers from included files', () => {
    const files = { 'servers.conf': `${server9} ${server9}`, 'more/a.conf': server9 };
    const text = upstream('include servers.conf; include more/*.conf;');
    expectRequests(text, [80, 16, 1, ...[1, 2, 3].flatMap(() => [440, ...TEXTS])], { files });
  });

  test.each([
    ['a name', upstream('server backend.example;'), {}],
    ['localhost', upstream('server localhost:80;'), {}],
    ['an address that is looked up', upstream('server 127.0.0.1 resolve;'), {}],
    ['a template', upstream('server {{ address }};'), {}],
    ["an upstream's templated name", upstream(server9, 'zone z 64k;', '{{ name }}'), {}],
    ['an include that is not there', upstream(`${server9} include missing.conf;`), {}],
    [
      'includes in an include',
      upstream('include a.conf;'),
      { files: { 'a.conf': 'include b.conf;', 'b.conf': server9 } },
    ],
    ['a build that may be with compat or not', upstream(server9), { build: server('nginx/1.22.1') }],
    ['an unknown server', upstream(server9), { build: UNKNOWN_BUILD }],
    ['a zone that is named in another file', upstream('include z.conf;', ''), { files: { 'z.conf': 'zone z 64k;' } }],
  ] satisfies [string, string, Circumstances][])('are an estimate with %s', (_, text, circumstances) => {
    expect(footprint(text, circumstances).exactness).toBe('estimated');
  });

  test.each(['unix:/run/app.sock', '[::1]', '[2001:db8::1]:8080', '10.0.0.1:80'])('are exact with %s', (address) => {
    expect(footprint(upstream(`server ${address};`)).exactness).toBe('exact');
  });

  test('do not read one file without end', () => {
    const files = { 's.conf': server9.repeat(20_000) };
    const found = figures(upstream('include s.conf; '.repeat(1000)), { files });
    expect(found.footprint).toMatchObject({ exactness: 'estimated', canStart: false });
  });
});
