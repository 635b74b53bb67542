import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createHistory } from '../../server/src/live/history/history';
import type { LiveSample, SampleOutcome } from '../../server/src/shared/liveSample';
import { attachTo, sampleOf, zoneNamed } from './support/attach';
import { SampleJudge } from './support/invariants';
import { need, useServers } from './support/session';

const MB = 1024 * 1024;
const RELOADS = 25;

const start = useServers();

/** Two configs that no sample may mix: what is small in one is large in the other. */
const CONFIGS = ['left 1m', 'left 3m'].map((left, index) => {
  const right = index === 0 ? 'right 3m' : 'right 1m';
  return `worker_processes 2;
events {}
http {
  lua_shared_dict kept 2m;
  lua_shared_dict ${left};
  lua_shared_dict ${right};
  upstream u { zone peers 64k; server 127.0.0.1:1; }
  init_worker_by_lua_block {
    for entry = 1, 500 do for _, name in ipairs({ 'left', 'right', 'kept' }) do
      ngx.shared[name]:set(entry, string.rep('v', entry))
    end end
  }
}
`;
});

/** Sizes of the zones that the server goes by: those that only old workers still have stand behind them. */
function sizesOf({ zones }: LiveSample): string {
  const sizeOf = (name: string): number => zones.find((zone) => zone.name === name)?.sizeBytes ?? 0;
  return ['left', 'right', 'kept'].map((name) => sizeOf(name) / MB).join(' ');
}

describe('a server that changes while it is read', () => {
  it(`costs a sample at most, and never mixes two configs, over ${RELOADS} reloads`, async (context) => {
    need(context, 'lua');
    const [first = '', second = ''] = CONFIGS;
    const server = await start({ modules: ['lua'], config: first });
    const attachment = attachTo(server.masterPid);
    const judge = new SampleJudge();
    const history = createHistory();
    const outcomes: Record<SampleOutcome['kind'], number> = { sample: 0, changing: 0, gone: 0, refused: 0 };
    const sizes = new Map<string, number>();
    let isOver = false;
    const reloads = (async () => {
      for (let reload = 1; reload <= RELOADS; reload += 1) {
        server.writeConfig(reload % 2 === 0 ? first : second);
        await server.reload({ waitForOldWorkers: reload % 3 === 0 });
      }
    })().finally(() => {
      isOver = true;
    });
    for (let count = 1; !isOver; count += 1) {
      const outcome = attachment.sample(count % 5 === 0 ? 'full' : 'refresh');
      outcomes[outcome.kind] += 1;
      if (outcome.kind === 'sample') {
        judge.judge(outcome.sample);
        history.add(outcome.sample);
        const now = sizesOf(outcome.sample);
        sizes.set(now, (sizes.get(now) ?? 0) + 1);
      }
      await nextTurn();
    }
    await reloads;
    console.info(`${RELOADS} reloads: ${outcomes.sample} samples, ${outcomes.changing} fell into a change`);
    expect(judge.contradictions).toEqual([]);
    expect([...sizes.keys()].sort()).toEqual(['1 3 2', '3 1 2']);
    expect(outcomes).toMatchObject({ gone: 0, refused: 0 });
    expect(outcomes.sample).toBeGreaterThan(RELOADS);
    expect(outcomes.changing).toBeLessThan(outcomes.sample);
    const reloadsSeen = history.events().filter(({ kind }) => kind === 'reload');
    expect(reloadsSeen.length).toBeGreaterThan(0);
    expect(reloadsSeen.flatMap(({ zones }) => zones).filter(({ name }) => name === 'kept')).toEqual(
      reloadsSeen.map(() => expect.objectContaining({ name: 'kept', change: 'kept' })),
    );
    const last = sampleOf(attachment, 'full');
    expect(sizesOf(last)).toBe(RELOADS % 2 === 0 ? '1 3 2' : '3 1 2');
  });

  it('is gone for good once its master was killed, workers or not', async (context) => {
    need(context, 'lua');
    const server = await start({ modules: ['lua'], config: CONFIGS[0] ?? '' });
    const attachment = attachTo(server.masterPid);
    const { inode } = zoneNamed(sampleOf(attachment, 'full'), 'kept');
    process.kill(server.masterPid, 'SIGKILL');
    const kinds: string[] = [];
    await expect
      .poll(
        () => {
          kinds.push(attachment.sample('full').kind);
          return kinds.at(-1);
        },
        { interval: 1 },
      )
      .toBe('gone');
    expect(new Set(kinds.slice(0, -1)).has('refused')).toBe(false);
    expect(attachment.sample('refresh')).toEqual({ kind: 'gone' });
    expect(attachment.pageMap(inode)).toBeNull();
  });
});
