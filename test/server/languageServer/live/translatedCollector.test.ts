import { config as setUpTexts } from '@vscode/l10n';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConnectedCollector } from '../../../../server/src/collector/connectCollector';
import { translatedCollector } from '../../../../server/src/languageServer/live/translatedCollector';
import type { SampleOutcome } from '../../../../server/src/shared/liveSample';
import type { LiveAccess } from '../../../../server/src/shared/liveServer';
import { liveServer } from '../../support/live';

/** As a collector gives it, which speaks English. */
const ACCESS: LiveAccess = {
  rung: 'none',
  missing: 'Process 7 belongs to user 0, and the reader runs as user 1000.',
  remedies: ['Run the collector as root (sudo).'],
  told: { obstacle: { kind: 'other user', pid: 7, userId: 0, readerUserId: 1000 }, remedies: ['as root'] },
};

const ENGLISH: LiveAccess = { rung: 'none', missing: 'Nobody knows why.', remedies: ['Try again.'] };

let outcome: SampleOutcome = { kind: 'gone' };
const collector = translatedCollector({
  servers: async () => [liveServer({ access: ACCESS }), liveServer({ access: ENGLISH })],
  sample: async () => outcome,
} as unknown as ConnectedCollector);
const sample = (): Promise<SampleOutcome> => collector.sample({ serverId: 'x', depth: 'full' });

const TRANSLATED = '进程 7 属于用户 0，而读取者是用户 1000。';

beforeAll(() =>
  setUpTexts({
    contents: {
      'Process {0} belongs to user {1}, and the reader runs as user {2}.':
        '进程 {0} 属于用户 {1}，而读取者是用户 {2}。',
      'Run the collector as root (sudo).': '以 root 身份运行（sudo）。',
    },
  }),
);
afterAll(() => setUpTexts({ contents: {} }));

test('what is missing is told in the language of the editor', async () => {
  const [server, other] = await collector.servers();
  expect(server?.access).toMatchObject({ rung: 'none', missing: TRANSLATED, remedies: ['以 root 身份运行（sudo）。'] });
  expect(other?.access, 'of a collector that gives only texts').toEqual(ENGLISH);
});

test('and so is why a sample was refused', async () => {
  outcome = { kind: 'refused', reason: 'Process 7 …', access: ACCESS };
  expect(await sample()).toMatchObject({ kind: 'refused', reason: TRANSLATED });
  outcome = { kind: 'refused', reason: 'No more.' };
  expect(await sample()).toEqual(outcome);
  outcome = { kind: 'changing' };
  expect(await sample()).toEqual(outcome);
});
