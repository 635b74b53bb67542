import { readFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { CURRENT_LAYOUT, poolGeometry } from '../../server/src/slab/layout';
import { planPool, poolCapacity } from '../../server/src/slab/poolPlan';
import type { EntrySize, ZoneFigures } from '../../server/src/zones/footprint';
import { analyzeHere } from './support/analysis';
import type { RunningNginx } from './support/nginxServer';
import { need, useServers } from './support/session';
import { zonesOf } from './support/zoneMemory';

const KB = 1024;
const MB = 1024 * KB;
const PAGE_BYTES = 4096;

const sockets: Socket[] = [];
const start = useServers();

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

function figuresOf(
  server: RunningNginx,
  name: string,
  entrySizes: ReadonlyMap<string, EntrySize> = new Map(),
): ZoneFigures {
  for (const [zone, figures] of analyzeHere(server.configPath, entrySizes).figures) {
    if (zone.name === name) return figures;
  }
  throw new Error(`no zone ${name}`);
}

/** A dict and the entries that are put into it. */
interface DictCase {
  readonly name: string;
  readonly sizeBytes: number;
  readonly keyBytes: number;
  readonly valueBytes: number;
}

/**
 * Starts a server whose master runs Lua over its dicts while it starts. The Lua calls `say(name, ...)`; what it said comes
 * back by name.
 */
async function runLua(dicts: readonly DictCase[], lua: string): Promise<{ server: RunningNginx; said: Said }> {
  const declarations = dicts.map(({ name, sizeBytes }) => `lua_shared_dict ${name} ${sizeBytes};`).join('\n  ');
  const server = await start({
    modules: ['lua'],
    config: ({ prefix }) => `events {}
http {
  ${declarations}
  init_by_lua_block {
    local file = assert(io.open('${prefix}/said', 'w'))
    local function say(...) file:write(table.concat({ ... }, ' '), '\\n') end
    ${lua}
    file:close()
  }
}
`,
  });
  const said = new Map<string, readonly string[]>();
  for (const line of readFileSync(`${server.prefix}/said`, 'utf8').split('\n')) {
    const [name = '', ...words] = line.split(' ');
    if (name !== '') said.set(name, words);
  }
  return { server, said };
}

type Said = ReadonlyMap<string, readonly string[]>;

function luaTable(cases: readonly DictCase[], more: (one: DictCase) => string = () => ''): string {
  const rows = cases.map((one) => `{ '${one.name}', ${one.keyBytes}, ${one.valueBytes}, ${more(one)} },`);
  return `{ ${rows.join(' ')} }`;
}

function entrySizesOf(cases: readonly DictCase[]): ReadonlyMap<string, EntrySize> {
  return new Map(cases.map(({ name, keyBytes, valueBytes }) => [name, { keyBytes, valueBytes }]));
}

describe('lua_shared_dict dogs 100m', () => {
  it('is shown as published, and takes as many entries as a real one before it evicts', async (context) => {
    need(context, 'lua');
    const dogs: DictCase = { name: 'dogs', sizeBytes: 100 * MB, keyBytes: 9, valueBytes: 8 };
    const { server, said } = await runLua(
      [dogs],
      `local dict, count = ngx.shared.dogs, 0
      while true do
        local ok, err, forcible = dict:set('key' .. (count + 1), count + 1)
        if not ok or forcible then break end
        count = count + 1
      end
      say('dogs', count)`,
    );
    const { footprint, capacity } = figuresOf(server, 'dogs', entrySizesOf([dogs]));
    expect(footprint).toMatchObject({
      exactness: 'exact',
      usablePages: 25_450,
      emptyFreePages: 25_448,
      emptyLoadedBytes: 608 * KB,
      emptyUsedChunks: 3,
      emptyFreeChunks: 157,
    });
    expect(capacity).toMatchObject({ basis: 'set', entryBytes: 85, slotBytes: 128 });
    expect(Number(said.get('dogs')?.[0])).toBe(capacity?.entries);
    // 25,448 pages of 32 chunks, and the 31 that the header's page has left.
    expect(capacity?.entries).toBe(814_367);
    expect(figuresOf(server, 'dogs').capacity?.basis).toBe('assumed');
  });
});

/** Key and value lengths on both sides of every slot's border; a node is 68 bytes besides. */
const ENTRIES: readonly (readonly [number, number])[] = [
  [4, 0],
  [9, 8],
  [10, 50],
  [10, 51],
  [10, 178],
  [10, 179],
  [200, 244],
  [10, 946],
  [10, 947],
  [10, 1970],
  [10, 1971],
  [10, 4018],
  [10, 4019],
  [6, 10_000],
  [6, 100_000],
];

const DICT_BYTES = [12 * KB, 16 * KB, 31_000, 64 * KB, 100_001, 128 * KB, MB, MB + 1, 3 * MB, 10 * MB];

describe('entries of a shared dict', () => {
  it('are as many as a real one takes before it evicts, for every slot class and whole pages', async (context) => {
    need(context, 'lua');
    const cases = DICT_BYTES.flatMap((sizeBytes, size) =>
      ENTRIES.map(([keyBytes, valueBytes], entry) => {
        // Names on both sides of the length that moves the text for log lines into the header's slot.
        const name = `d${size}_${entry}_`.padEnd(entry % 3 === 0 ? 60 : 10, 'x');
        return { name, sizeBytes, keyBytes, valueBytes };
      }),
    );
    const { server, said } = await runLua(
      cases,
      `for _, case in ipairs(${luaTable(cases)}) do
        local name, keyBytes, value = case[1], case[2], string.rep('v', case[3])
        local dict, count = ngx.shared[name], 0
        while true do
          local ok, err, forcible = dict:set(string.rep('k', keyBytes - #tostring(count)) .. count, value)
          if not ok or forcible then break end
          count = count + 1
        end
        say(name, count)
      end`,
    );
    const { figures } = analyzeHere(server.configPath, entrySizesOf(cases));
    const ours = new Map([...figures].map(([zone, { capacity }]) => [zone.name, capacity?.entries]));
    const differences = cases.filter(({ name }) => ours.get(name) !== Number(said.get(name)?.[0]));
    expect(differences.map((one) => ({ ...one, ours: ours.get(one.name), real: said.get(one.name) }))).toEqual([]);
    expect(new Set(cases.map(({ name }) => ours.get(name))).size).toBeGreaterThan(50);
  });

  it('may be as large as largestValueBytes says, and not one byte larger', async (context) => {
    need(context, 'lua');
    const sizes = [8 * KB, 12 * KB, 16 * KB, 30_000, 100_001, MB, 10 * MB, 64 * MB];
    const cases = sizes.flatMap((sizeBytes, size) =>
      [1, 20, 250].map((keyBytes, key) => ({
        // Two pages only start with a name of 37 bytes and more.
        name: `d${size}_${key}_`.padEnd(sizeBytes === 8 * KB || key === 0 ? 40 : 10, 'x'),
        sizeBytes,
        keyBytes,
        valueBytes: 1,
      })),
    );
    // The figures are there before the server: they come from the config alone.
    const plain = await runLua(cases, '');
    const analysis = analyzeHere(plain.server.configPath, entrySizesOf(cases));
    const largest = new Map(
      [...analysis.figures].map(([zone, { capacity }]) => [zone.name, capacity?.largestValueBytes ?? null]),
    );
    const { said } = await runLua(
      cases,
      `for _, case in ipairs(${luaTable(cases, ({ name }) => String(largest.get(name) ?? -1))}) do
        local name, key, bytes = case[1], string.rep('k', case[2]), case[4]
        local dict = ngx.shared[name]
        local tooLarge, why = dict:safe_set(key, string.rep('v', bytes + 1))
        local fits = bytes >= 0 and dict:safe_set(key, string.rep('v', bytes))
        say(name, tostring(fits), tostring(tooLarge), why or 'no error')
      end`,
    );
    for (const { name } of cases) {
      // Where nothing is left but chunks of 128 bytes there is no room for a key of 250, whatever the value.
      const words = largest.get(name) === null ? 'false false no memory' : 'true false no memory';
      expect([name, largest.get(name), said.get(name)?.join(' ')]).toEqual([name, largest.get(name), words]);
    }
    expect(cases.filter(({ name }) => largest.get(name) === null).length).toBe(2);
    // Two pages: what is left of the header's chunks. 64 MB: 16,288 pages less two, in one piece.
    expect(largest.get(cases[0]?.name ?? '')).toBe(128 - 68 - 1);
    expect(largest.get(cases.at(-1)?.name ?? '')).toBe(16_286 * PAGE_BYTES - 68 - 250);
  });
});

/** Elements of a list are chunks of 21 bytes and the text: the only small and exact slots that a dict ever uses. */
describe('chunks of the small and exact slots', () => {
  it('are as many as a real pool gives out', async (context) => {
    need(context, 'lua');
    const cases = [12 * KB, 20_000, 64 * KB, MB, 2 * MB + 1].flatMap((sizeBytes, size) =>
      [1, 11, 12, 43, 44, 107].map((valueBytes, value) => ({
        name: `list${size}_${value}`,
        sizeBytes,
        keyBytes: 1,
        valueBytes,
      })),
    );
    const { said } = await runLua(
      cases,
      `for _, case in ipairs(${luaTable(cases)}) do
        local dict, value, count = ngx.shared[case[1]], string.rep('v', case[3]), 0
        while dict:lpush('k', value) do count = count + 1 end
        say(case[1], count)
      end`,
    );
    for (const { name, sizeBytes, valueBytes } of cases) {
      // Header, text for log lines, and the key's node with the list's head at its end.
      const requests = [80, 28 + name.length, 96].map((bytes) => ({ bytes }));
      const plan = planPool(poolGeometry(sizeBytes, PAGE_BYTES, CURRENT_LAYOUT), requests);
      expect([name, Number(said.get(name)?.[0])]).toEqual([name, poolCapacity(plan, [21 + valueBytes]).entries]);
    }
  });
});

/** Opens a connection to a server's socket. */
async function connect(path: string): Promise<Socket> {
  const socket = createConnection({ path: path.replace(/^unix:/, '') });
  sockets.push(socket);
  await new Promise((done, fail) => socket.once('connect', done).once('error', fail));
  return socket;
}

/** Sends a request for each key down one connection and waits for as many answers; returns their status codes. */
async function askForAll(path: string, keys: readonly string[]): Promise<string[]> {
  const socket = await connect(path);
  const statuses: string[] = [];
  let rest = '';
  const all = new Promise<string[]>((done, fail) => {
    socket.once('error', fail).once('close', () => fail(new Error(`closed after ${statuses.length} answers`)));
    socket.setEncoding('latin1').on('data', (text) => {
      const parts = (rest + text).split('HTTP/1.1 ');
      rest = `HTTP/1.1 ${parts.pop() ?? ''}`;
      for (const part of parts.slice(1)) statuses.push(part.slice(0, 3));
      // The last answer is whole once its end has come.
      if (statuses.length === keys.length - 1 && rest.includes('\r\n\r\n')) {
        statuses.push(rest.slice(9, 12));
        done(statuses);
      }
    });
  });
  socket.write(keys.map((key) => `HEAD /?k=${key} HTTP/1.1\r\nHost: a\r\n\r\n`).join(''));
  return all;
}

describe('other zones', () => {
  it('limit_req_zone of 1m takes 8,095 keys before it drops one', async (context) => {
    need(context);
    const server = await start({
      config: ({ socket, httpPaths }) => `events {} http { ${httpPaths} access_log off;
        limit_req_zone $arg_k zone=req:1m rate=1r/m;
        limit_req_log_level info;
        server { listen ${socket('web')}; keepalive_requests 1000000;
          location / { limit_req zone=req; empty_gif; } }
      }`,
    });
    const capacity = figuresOf(server, 'req', new Map([['req', { keyBytes: 16, valueBytes: 0 }]])).capacity;
    expect(capacity?.entries).toBe(8095);
    const keys = Array.from({ length: 8096 }, (_, index) => String(index).padStart(16, 'k'));
    const slotOf = () =>
      zonesOf(server.masterPid)
        .find(({ name }) => name === 'req')
        ?.pool?.slots.find(({ chunkBytes }) => chunkBytes === capacity?.slotBytes);
    const path = server.context.socket('web');
    const statuses = await askForAll(path, keys.slice(0, 8095));
    expect(new Set(statuses)).toEqual(new Set(['200']));
    // The header's chunk is of the same slot.
    expect(slotOf()).toMatchObject({ used: 8096, fails: 0 });
    expect(await askForAll(path, keys.slice(8095))).toEqual(['200']);
    expect(slotOf()).toMatchObject({ used: 8096, fails: 1 });
  });

  for (const keyBytes of [28, 29, 221]) {
    it(`limit_conn_zone takes as many connections with keys of ${keyBytes} bytes before it refuses one`, async (context) => {
      need(context, 'lua');
      const server = await start({
        modules: ['lua'],
        config: ({ socket, httpPaths }) => `events { worker_connections 2048; } http { ${httpPaths} access_log off;
          lua_check_client_abort on;
          limit_conn_zone $arg_k zone=conn:32k;
          server { listen ${socket('web')} backlog=1024;
            location / { limit_conn conn 1; content_by_lua_block { ngx.sleep(60) } } }
        }`,
      });
      const capacity = figuresOf(server, 'conn', new Map([['conn', { keyBytes, valueBytes: 0 }]])).capacity;
      const entries = capacity?.entries ?? 0;
      const count = entries + 7;
      const refused: number[] = [];
      const clients = await Promise.all(Array.from({ length: count }, () => connect(server.context.socket('web'))));
      for (const [index, client] of clients.entries()) {
        client.on('data', (bytes) => {
          if (bytes.toString('latin1').startsWith('HTTP/1.1 503')) refused.push(index);
        });
        client.write(`GET /?k=${String(index).padStart(keyBytes, 'k')} HTTP/1.1\r\nHost: a\r\n\r\n`);
      }
      const slot = () =>
        zonesOf(server.masterPid)
          .find(({ name }) => name === 'conn')
          ?.pool?.slots.find(({ chunkBytes }) => chunkBytes === capacity?.slotBytes);
      await expect.poll(() => slot()?.reqs ?? 0, { timeout: 10_000 }).toBeGreaterThanOrEqual(count);
      await expect.poll(() => refused.length, { timeout: 10_000 }).toBe(7);
    });
  }
});
