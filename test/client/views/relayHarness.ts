import type { ToPage } from '../../../client/src/dashboard/protocol';
import { createRelay, type DashboardRelay } from '../../../client/src/views/dashboardRelay';
import type { DashboardData, DashboardLook } from '../../../server/src/shared/dashboard';
import { lookAt } from './support';

export interface Question {
  readonly dashboardId: string;
  readonly look: DashboardLook;
  answer(data: DashboardData | null): Promise<void>;
  fail(): Promise<void>;
}

/** Lets everything happen that waits for nothing else. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export interface Harness {
  readonly relay: DashboardRelay;
  readonly questions: Question[];
  readonly posted: ToPage[];
  readonly errors: unknown[];
  reopened: number;
  reopenAs: string | null;
  baselineAs: string | null;
}

/** A relay whose language server answers when the test says so. */
export function harness(): Harness {
  const questions: Question[] = [];
  const posted: ToPage[] = [];
  const errors: unknown[] = [];
  const state = { reopened: 0, reopenAs: null as string | null, baselineAs: null as string | null };
  const relay = createRelay({
    data: (dashboardId, look) =>
      new Promise((resolve, reject) => {
        questions.push({
          dashboardId,
          look,
          answer: (data) => {
            resolve(data);
            return settle();
          },
          fail: () => {
            reject(new Error('the connection is closed'));
            return settle();
          },
        });
      }),
    reopen: async () => {
      state.reopened++;
      return state.reopenAs;
    },
    reopenBaseline: async () => state.baselineAs,
    post: (message) => posted.push(message),
    shown: () => {},
    failed: (error) => errors.push(error),
  });
  return Object.assign(state, { relay, questions, posted, errors });
}

/** As {@link harness}, with a page that is ready, and its first question. */
export async function readyHarness(): Promise<Harness> {
  const made = harness();
  made.relay.open('one');
  made.relay.visible(true);
  made.relay.ready(lookAt('dogs'));
  await settle();
  return made;
}

export const titles = (posted: readonly ToPage[]): string[] =>
  posted.map((message) => (message.type === 'data' ? message.data.title : message.type));
