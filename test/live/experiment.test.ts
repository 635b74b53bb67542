import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Attachment } from '../../server/src/live/attachment';
import { createHistory } from '../../server/src/live/history/history';
import { processesOf } from '../../server/src/live/processes/processes';
import { realProcFiles } from '../../server/src/live/system/realProcFiles';
import type { LiveSample, LiveZone } from '../../server/src/shared/liveSample';
import { attachTo, sampleOf, zoneNamed } from './support/attach';
import { ask } from './support/http';
import { hugePageSetting, hugePageSettingFixed, withHugePageSetting } from './support/hugePageSetting';
import type { RunningNginx } from './support/nginxServer';
import { need, useServers } from './support/session';

const KB = 1024;
const ENTRIES = 300_000;

const start = useServers();

/** A daemon with one worker: page tables are empty in all of its processes until a request comes, as on most machines. */
function startDogs(): Promise<RunningNginx> {
  return start({
    modules: ['lua'],
    config: ({ httpPaths, socket }) => `daemon on;
events {}
http {
  ${httpPaths}
  lua_shared_dict dogs 100m;
  server {
    listen ${socket('web')};
    location = /fill {
      content_by_lua_block {
        for number = 1, ${ENTRIES} do
          local isSet, why, isForcible = ngx.shared.dogs:set('key' .. number, number)
          if not isSet or isForcible then return ngx.exit(500) end
        end
        ngx.print(#ngx.shared.dogs:get_keys(0))
      }
    }
    location = /one { content_by_lua_block { ngx.print(ngx.shared.dogs:get('key1')) } }
  }
}
`,
  });
}

/** What the published article prints of the dictionary, and what it holds. */
function published({ loaded, chunks, isConsistent }: LiveZone): object {
  return { loaded, chunks, isConsistent };
}

function expectedOf(kilobytes: number, used: number): object {
  return { loaded: { bytes: kilobytes * KB, exactness: 'exact' }, chunks: { used, free: 157 }, isConsistent: true };
}

/** The largest share of the zone that a process of the server has in its page table. */
function mostMapped(dogs: LiveZone): number {
  return Math.max(...(dogs.mapped ?? []).map(({ bytes }) => bytes));
}

/** Blocks of the shmem file, asked for without the product. */
function blocksOf(attachment: Attachment, { address, mappedBytes }: LiveZone): number {
  const end = (BigInt(`0x${address}`) + BigInt(mappedBytes)).toString(16);
  return statSync(`/proc/${attachment.server.masterPid}/map_files/${address}-${end}`).blocks * 512;
}

function residentOfWorkers(sample: LiveSample): number {
  const workers = sample.processes.filter(({ role }) => role === 'worker');
  return Math.max(...workers.map(({ residentBytes }) => residentBytes ?? 0));
}

describe('lua_shared_dict dogs 100m, as published', () => {
  it('is told right when empty, full, after a reload, where page tables forget it, and after a restart', async (context) => {
    need(context, 'lua');
    const isSmall = ['never', 'advise', 'deny', null].includes(hugePageSetting());
    const fixed = isSmall ? null : hugePageSettingFixed();
    context.skip(fixed !== null, fixed ?? '');
    await (isSmall ? showExperiment() : withHugePageSetting('never', showExperiment));
  });
});

async function showExperiment(): Promise<void> {
  const server = await startDogs();
  const attachment = attachTo(server.masterPid);
  const history = createHistory();
  const take = (): LiveSample => {
    const sample = sampleOf(attachment, 'full');
    history.add(sample);
    return sample;
  };

  const empty = zoneNamed(take(), 'dogs');
  expect(empty).toMatchObject({
    kind: 'lua_shared_dict',
    sizeBytes: 100 * KB * KB,
    pool: 'slab',
    namedBy: 'zone list',
  });
  expect(published(empty)).toEqual(expectedOf(608, 3));
  expect(empty.pages).toEqual({ total: 25_450, free: 25_448, used: 2, largestFreeRun: 25_448 });

  expect(await ask(server.context.socket('web'), '/fill')).toBe(String(ENTRIES));
  const filledSample = take();
  const filled = zoneNamed(filledSample, 'dogs');
  expect(published(filled)).toEqual(expectedOf(38_108, 300_003));
  expect(filled.loaded.bytes).toBe(blocksOf(attachment, filled));
  expect(filled.pages?.free).toBe(16_073);
  // The worker that filled it has mapped what it touched; its resident size has grown by that.
  expect(mostMapped(filled)).toBeGreaterThan(37_000 * KB);
  expect(residentOfWorkers(filledSample)).toBeGreaterThan(37_000 * KB);

  await server.reload();
  await ask(server.context.socket('web'), '/one');
  const reloadedSample = take();
  const reloaded = zoneNamed(reloadedSample, 'dogs');
  expect(reloaded.inode).toBe(filled.inode);
  expect(published(reloaded)).toEqual(expectedOf(38_108, 300_003));
  expect(reloaded.loaded.bytes).toBe(blocksOf(attachment, reloaded));
  // What ps and page tables would say of the same zone.
  expect(mostMapped(reloaded)).toBeLessThan(1024 * KB);
  expect(residentOfWorkers(reloadedSample)).toBeLessThan(20_000 * KB);
  console.info(
    `dogs after HUP: ${(reloaded.loaded.bytes ?? 0) / KB} KB loaded; page tables say ${mostMapped(reloaded) / KB} KB, ` +
      `RSS of the worker ${residentOfWorkers(reloadedSample) / KB} KB`,
  );
  expect(history.events().map(({ kind }) => kind)).toEqual(['reload']);
  expect(history.events()[0]?.zones).toContainEqual(expect.objectContaining({ name: 'dogs', change: 'kept' }));

  await server.stop();
  expect(processesOf(realProcFiles(), attachment.server)).toBeNull();
  expect(attachment.sample('refresh')).toEqual({ kind: 'gone' });

  const second = await startDogs();
  const secondAttachment = attachTo(second.masterPid);
  history.followTo(secondAttachment.server.id, Date.now());
  const restartedSample = sampleOf(secondAttachment, 'full');
  history.add(restartedSample);
  const restarted = zoneNamed(restartedSample, 'dogs');
  expect(published(restarted)).toEqual(expectedOf(608, 3));
  expect(restarted.inode).not.toBe(filled.inode);
  expect(history.events().map(({ kind }) => kind)).toEqual(['reload', 'restart']);
  expect(history.events()[1]?.zones).toContainEqual(expect.objectContaining({ name: 'dogs', change: 'data lost' }));
}
