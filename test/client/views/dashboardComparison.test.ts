import { describe, expect, it } from 'vitest';
import { type Harness, readyHarness, settle, titles } from './relayHarness';
import { dataOf, lookAt } from './support';

/** A page that is compared with a snapshot, of which it is asked next. */
async function comparedHarness(): Promise<Harness> {
  const made = await readyHarness();
  await made.questions[0]?.answer(dataOf('first'));
  made.relay.compare({ dashboardId: 'old', name: 'old.zone-lens.json' });
  await settle();
  await made.questions[1]?.answer(dataOf('second'));
  return made;
}

describe('a comparison', () => {
  it('is seen with the same look, without a timeline, and asked for once a look', async () => {
    const { relay, questions, posted } = await comparedHarness();
    expect(questions[2]).toMatchObject({ dashboardId: 'old', look: lookAt('dogs', { parts: [] }) });
    const baseline = dataOf('old');
    await questions[2]?.answer(baseline);
    expect(posted.at(-1)).toMatchObject({ type: 'data', baseline, baselineName: 'old.zone-lens.json' });
    relay.changed();
    await settle();
    await questions[3]?.answer(dataOf('third'));
    expect(questions).toHaveLength(4);
    expect(posted.at(-1)).toMatchObject({ data: { title: 'third' }, baseline });
  });

  it('is asked for again with another look', async () => {
    const { relay, questions } = await comparedHarness();
    await questions[2]?.answer(dataOf('old'));
    relay.look(lookAt('cats'));
    await settle();
    await questions[3]?.answer(dataOf('third'));
    expect(questions[4]).toMatchObject({ dashboardId: 'old', look: { zoneKey: 'cats' } });
  });

  it('ends when the page says so', async () => {
    const { relay, questions, posted } = await comparedHarness();
    // The second data waits for the snapshot's, which nobody wants any more.
    relay.compare(null);
    await questions[2]?.answer(dataOf('old'));
    await questions[3]?.answer(dataOf('third'));
    expect(titles(posted)).toEqual(['first', 'third']);
    expect(posted.at(-1)).toMatchObject({ baseline: null, baselineName: null });
  });

  it('is opened again after the language server was started anew', async () => {
    const made = await readyHarness();
    const { relay, questions, posted } = made;
    await questions[0]?.answer(dataOf('first'));
    relay.compare({ dashboardId: 'old', name: 'old' });
    relay.forget();
    made.reopenAs = 'two';
    made.baselineAs = 'older';
    await settle();
    // The question that was on its way is of no use.
    await questions[1]?.answer(null);
    await questions[2]?.answer(dataOf('second'));
    expect(questions[3]?.dashboardId).toBe('older');
    await questions[3]?.answer(dataOf('old'));
    expect(posted.at(-1)).toMatchObject({ data: { title: 'second' }, baseline: { title: 'old' } });
  });

  it('ends where it can not be opened again', async () => {
    const { questions, posted } = await comparedHarness();
    await questions[2]?.answer(null);
    await questions[3]?.answer(dataOf('third'));
    expect(questions).toHaveLength(4);
    expect(posted.at(-1)).toMatchObject({ data: { title: 'third' }, baseline: null, baselineName: null });
  });
});
