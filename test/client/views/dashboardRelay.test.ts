import { describe, expect, it } from 'vitest';
import { harness, readyHarness, settle, titles } from './relayHarness';
import { dataOf, lookAt } from './support';

describe('the relay of a page', () => {
  it('asks nothing before the page is ready', async () => {
    const { relay, questions } = harness();
    relay.open('one');
    relay.visible(true);
    relay.changed();
    await settle();
    expect(questions).toEqual([]);
  });

  it('asks with the look of the page, and posts the answer with it', async () => {
    const { questions, posted } = await readyHarness();
    expect(questions).toHaveLength(1);
    expect(questions[0]).toMatchObject({ dashboardId: 'one', look: lookAt('dogs') });
    const data = dataOf('first');
    await questions[0]?.answer(data);
    expect(posted).toEqual([{ type: 'data', data, look: lookAt('dogs'), baseline: null, baselineName: null }]);
  });

  it('has one question in flight, however often something changes', async () => {
    const { relay, questions, posted } = await readyHarness();
    for (let count = 0; count < 10; count++) relay.changed();
    await settle();
    expect(questions).toHaveLength(1);
    await questions[0]?.answer(dataOf('first'));
    // One for all the changes that came meanwhile, and then silence.
    expect(questions).toHaveLength(2);
    await questions[1]?.answer(dataOf('second'));
    expect(questions).toHaveLength(2);
    expect(titles(posted)).toEqual(['first', 'second']);
  });

  it('asks nothing while the page can not be seen, and again when it is ready', async () => {
    const { relay, questions } = await readyHarness();
    await questions[0]?.answer(dataOf('first'));
    relay.visible(false);
    relay.changed();
    await settle();
    expect(questions).toHaveLength(1);
    relay.visible(true);
    relay.changed();
    await settle();
    expect(questions).toHaveLength(1);
    relay.ready(lookAt('cats'));
    await settle();
    expect(questions[1]?.look.zoneKey).toBe('cats');
  });

  it('asks nothing for a page that has gone, whatever it still said', async () => {
    const { relay, questions } = await readyHarness();
    await questions[0]?.answer(dataOf('first'));
    relay.visible(false);
    relay.look(lookAt('cats'));
    await settle();
    expect(questions).toHaveLength(1);
  });

  it('posts nothing to a page that went while the answer was made', async () => {
    const { relay, questions, posted } = await readyHarness();
    relay.visible(false);
    await questions[0]?.answer(dataOf('first'));
    expect(posted).toEqual([]);
  });

  it('sends nothing by itself while the page is paused', async () => {
    const { relay, questions } = await readyHarness();
    await questions[0]?.answer(dataOf('first'));
    relay.pause(true);
    relay.changed();
    await settle();
    expect(questions).toHaveLength(1);
    relay.pause(false);
    await settle();
    expect(questions).toHaveLength(2);
  });

  it('opens nothing again for a page that was closed while the question was out', async () => {
    const made = await readyHarness();
    made.relay.dispose();
    await made.questions[0]?.answer(null);
    expect(made.reopened).toBe(0);
  });

  it('gives a paused page the latest where a person wants that', async () => {
    const { relay, questions, posted } = await readyHarness();
    await questions[0]?.answer(dataOf('first'));
    relay.pause(true);
    relay.refresh();
    await settle();
    await questions[1]?.answer(dataOf('second'));
    expect(titles(posted)).toEqual(['first', 'second']);
    relay.changed();
    await settle();
    expect(questions).toHaveLength(2);
  });

  it('answers another look of a paused page', async () => {
    const { relay, questions, posted } = await readyHarness();
    await questions[0]?.answer(dataOf('first'));
    relay.pause(true);
    relay.look(lookAt('cats'));
    await settle();
    await questions[1]?.answer(dataOf('cats'));
    expect(titles(posted)).toEqual(['first', 'cats']);
  });

  it('takes a page that was paused when it went to be as it says when it is back', async () => {
    const { relay, questions } = await readyHarness();
    await questions[0]?.answer(dataOf('first'));
    relay.pause(true);
    relay.visible(false);
    relay.visible(true);
    relay.ready(lookAt('dogs'));
    relay.pause(true);
    await settle();
    expect(questions).toHaveLength(2);
    await questions[1]?.answer(dataOf('second'));
    relay.changed();
    await settle();
    expect(questions).toHaveLength(2);
  });

  it('does not ask because the page tells how far its timeline has come', async () => {
    const { relay, questions } = await readyHarness();
    await questions[0]?.answer(dataOf('first'));
    relay.look(lookAt('dogs', { timelineAfter: 12 }));
    await settle();
    expect(questions).toHaveLength(1);
    relay.changed();
    await settle();
    expect(questions[1]?.look.timelineAfter).toBe(12);
    await questions[1]?.answer(dataOf('second'));
    relay.look(lookAt('dogs', { timelineAfter: null }));
    await settle();
    expect(questions).toHaveLength(3);
  });

  it('asks when another part is wanted, and not when one is not wanted any more', async () => {
    const { relay, questions } = await readyHarness();
    await questions[0]?.answer(dataOf('first'));
    relay.look(lookAt('dogs', { parts: [] }));
    await settle();
    expect(questions).toHaveLength(1);
    relay.look(lookAt('dogs', { parts: ['page map'] }));
    await settle();
    expect(questions).toHaveLength(2);
  });

  it('drops an answer about a zone that the page does not look at any more', async () => {
    const { relay, questions, posted } = await readyHarness();
    relay.look(lookAt('cats'));
    await questions[0]?.answer(dataOf('dogs'));
    expect(posted).toEqual([]);
    await questions[1]?.answer(dataOf('cats'));
    expect(titles(posted)).toEqual(['cats']);
  });

  it('opens again what the language server does not know any more', async () => {
    const made = await readyHarness();
    made.reopenAs = 'two';
    await made.questions[0]?.answer(null);
    expect(made.reopened).toBe(1);
    expect(made.questions[1]?.dashboardId).toBe('two');
    await made.questions[1]?.answer(dataOf('second'));
    expect(titles(made.posted)).toEqual(['second']);
  });

  it('does not use an id of a language server that has ended', async () => {
    const made = await readyHarness();
    await made.questions[0]?.answer(dataOf('first'));
    made.relay.forget();
    made.reopenAs = 'two';
    made.relay.changed();
    await settle();
    expect(made.questions.map(({ dashboardId }) => dashboardId)).toEqual(['one', 'two']);
  });

  it('asks for the whole timeline where samples are counted anew', async () => {
    const made = await readyHarness();
    await made.questions[0]?.answer(dataOf('first'));
    made.relay.look(lookAt('dogs', { timelineAfter: 500 }));
    made.relay.forget();
    made.reopenAs = 'two';
    made.relay.changed();
    await settle();
    expect(made.questions[1]?.look.timelineAfter).toBeNull();
    await made.questions[1]?.answer(dataOf('second'));
    expect(made.posted.at(-1)).toMatchObject({ look: { timelineAfter: null } });
  });

  it('does not try again and again where it can not be opened', async () => {
    const made = await readyHarness();
    made.reopenAs = 'two';
    await made.questions[0]?.answer(null);
    await made.questions[1]?.answer(null);
    expect(made.reopened).toBe(1);
    expect(made.questions).toHaveLength(2);
    made.reopenAs = null;
    made.relay.changed();
    await made.questions[2]?.answer(null);
    expect(made.reopened).toBe(2);
    expect(made.questions).toHaveLength(3);
  });

  it('goes on after a question that failed', async () => {
    const { relay, questions, posted, errors } = await readyHarness();
    await questions[0]?.fail();
    expect(errors).toHaveLength(1);
    relay.changed();
    await settle();
    await questions[1]?.answer(dataOf('second'));
    expect(titles(posted)).toEqual(['second']);
  });

  it('keeps what is chosen and said until the page is ready, in order and before data', async () => {
    const { relay, questions, posted } = harness();
    relay.open('one');
    relay.visible(true);
    relay.choose('cats');
    relay.notice('It runs no more.', true);
    expect(posted).toEqual([]);
    relay.ready(lookAt(null));
    await settle();
    await questions[0]?.answer(dataOf('first'));
    expect(titles(posted)).toEqual(['choose', 'notice', 'first']);
    expect(posted[1]).toEqual({ type: 'notice', text: 'It runs no more.', isError: true });
  });

  it('gives the page what it keeps, each time that it is loaded', async () => {
    const { relay, posted } = harness();
    const kept = { kind: 'config', uri: 'file:///nginx.conf' };
    relay.visible(true);
    relay.keep(kept);
    relay.ready(lookAt(null));
    relay.visible(false);
    relay.visible(true);
    relay.ready(lookAt(null));
    expect(posted).toEqual([
      { type: 'keep', kept },
      { type: 'keep', kept },
    ]);
  });

  it('does nothing any more when it is disposed', async () => {
    const { relay, questions, posted, errors } = await readyHarness();
    relay.dispose();
    await questions[0]?.fail();
    relay.changed();
    relay.notice('late');
    await settle();
    expect(questions).toHaveLength(1);
    expect(posted).toEqual([]);
    expect(errors).toEqual([]);
  });
});
