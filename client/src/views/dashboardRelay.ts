import type { DashboardData, DashboardLook } from '../../../server/src/shared/dashboard';
import type { ToPage } from '../dashboard/protocol';

/** What a relay works with. */
export interface RelayPorts {
  /** Asks the language server; null where it does not know the dashboard (any more). */
  data(dashboardId: string, look: DashboardLook): Promise<DashboardData | null>;
  /** Opens again what the page shows. Null where that can not be: then it has been said. */
  reopen(): Promise<string | null>;
  /** As {@link reopen}, of the snapshot that is compared with. */
  reopenBaseline(): Promise<string | null>;
  post(message: ToPage): void;
  /** Data has come, and is shown. */
  shown(data: DashboardData): void;
  failed(error: unknown): void;
}

/** Hands data to one page: when there is something new, it is seen and wanted, and never more than one question at a time. */
export interface DashboardRelay {
  /** The page was loaded, and can take messages. */
  ready(look: DashboardLook): void;
  /** The page looks at something else. */
  look(look: DashboardLook): void;
  /** The page can be seen or not. One that can not be is not loaded any more: it says `ready` again. */
  visible(isVisible: boolean): void;
  pause(isPaused: boolean): void;
  /** There is something new. */
  changed(): void;
  /** A person wants the latest, also while the page pauses. */
  refresh(): void;
  /** Looks at a zone, as soon as the page is ready. */
  choose(zoneKey: string): void;
  /** Says something, as soon as the page is ready. */
  notice(text: string, isError?: boolean): void;
  /** What the page keeps for the host, from now on. */
  keep(kept: unknown): void;
  /** The language server knows the page's dashboard by this id; null: by none at present. */
  open(dashboardId: string | null): void;
  /** Compares with a snapshot; null: with none any more. */
  compare(baseline: { readonly dashboardId: string; readonly name: string } | null): void;
  /** The language server has ended, and what it knew. */
  forget(): void;
  /** The latest data; null before the first. */
  latest(): DashboardData | null;
  /** Nothing is asked or posted any more. */
  dispose(): void;
}

interface Baseline {
  readonly name: string;
  dashboardId: string | null;
  /** The answer for a look. A snapshot does not change. */
  answer: { readonly key: string; readonly data: DashboardData } | null;
}

/** Makes the relay of one page. */
export function createRelay(ports: RelayPorts): DashboardRelay {
  let dashboardId: string | null = null;
  let look: DashboardLook | null = null;
  let baseline: Baseline | null = null;
  let latest: DashboardData | null = null;
  let keep: ToPage | null = null;
  let waiting: ToPage[] = [];
  let isVisible = false;
  let isPaused = false;
  let isAsking = false;
  let isDisposed = false;
  /** Something new is there; `wanted`: the page has asked, so that a pause does not count. */
  let due: 'no' | 'new' | 'wanted' = 'no';

  const post = (message: ToPage): void => {
    if (!isDisposed && isVisible && look !== null) ports.post(message);
  };
  const postWhenReady = (message: ToPage): void => {
    if (isVisible && look !== null) post(message);
    else waiting.push(message);
  };
  const isWanted = (): boolean =>
    !isDisposed && isVisible && look !== null && due !== 'no' && !(isPaused && due === 'new');

  /** Data, and the look that it was asked for with. */
  const dataOf = async (wanted: DashboardLook): Promise<{ data: DashboardData | null; asked: DashboardLook }> => {
    const known = dashboardId === null ? null : await ports.data(dashboardId, wanted);
    // One that was closed meanwhile needs no server to be found for it.
    if (known !== null || isDisposed) return { data: known, asked: wanted };
    dashboardId = await ports.reopen();
    // Samples are counted anew: what the page has of the timeline is not continued.
    const asked = { ...wanted, timelineAfter: null };
    if (look !== null) look = { ...look, timelineAfter: null };
    return { data: dashboardId === null ? null : await ports.data(dashboardId, asked), asked };
  };

  const baselineOf = async (compared: Baseline | null, wanted: DashboardLook): Promise<DashboardData | null> => {
    if (compared === null) return null;
    // Lines of another time have no place in the page's own.
    const parts = wanted.parts.filter((part) => part !== 'timeline');
    const seen: DashboardLook = { ...wanted, parts, timelineAfter: null };
    const key = JSON.stringify(seen);
    if (compared.answer?.key === key) return compared.answer.data;
    let data = compared.dashboardId === null ? null : await ports.data(compared.dashboardId, seen);
    if (data === null) {
      compared.dashboardId = await ports.reopenBaseline();
      data = compared.dashboardId === null ? null : await ports.data(compared.dashboardId, seen);
    }
    if (data !== null) {
      compared.answer = { key, data };
    } else if (baseline === compared) {
      // It is gone, which has been said: the page goes on without.
      baseline = null;
      due = 'wanted';
    }
    return data;
  };

  const answer = async (wanted: DashboardLook): Promise<void> => {
    const compared = baseline;
    const { data, asked } = await dataOf(wanted);
    if (data === null || isDisposed) return;
    const other = await baselineOf(compared, wanted);
    // What was asked for meanwhile comes in a moment; this would throw the page back.
    if (look === null || !isSameView(look, wanted) || compared !== baseline) return;
    latest = data;
    ports.shown(data);
    const baselineName = other === null ? null : (compared?.name ?? null);
    post({ type: 'data', data, look: asked, baseline: other, baselineName });
  };

  const pump = async (): Promise<void> => {
    if (isAsking) return;
    isAsking = true;
    try {
      while (look !== null && isWanted()) {
        due = 'no';
        await answer(look);
      }
    } catch (error) {
      if (!isDisposed) ports.failed(error);
    } finally {
      isAsking = false;
    }
  };
  const ask = (why: 'new' | 'wanted'): void => {
    if (due !== 'wanted') due = why;
    void pump();
  };

  return {
    ready: (next) => {
      look = next;
      const messages = waiting;
      waiting = [];
      if (keep !== null) post(keep);
      for (const message of messages) post(message);
      ask('wanted');
    },
    look: (next) => {
      const before = look;
      look = next;
      if (before === null || isMoreWanted(before, next)) ask('wanted');
    },
    visible: (next) => {
      if (isVisible === next) return;
      isVisible = next;
      look = null;
      isPaused = false;
    },
    pause: (next) => {
      isPaused = next;
      if (!isPaused) ask('new');
    },
    changed: () => ask('new'),
    refresh: () => ask('wanted'),
    choose: (zoneKey) => postWhenReady({ type: 'choose', zoneKey }),
    notice: (text, isError = false) => postWhenReady({ type: 'notice', text, isError }),
    keep: (kept) => {
      keep = { type: 'keep', kept };
      post(keep);
    },
    open: (id) => {
      dashboardId = id;
      ask('wanted');
    },
    compare: (next) => {
      baseline = next === null ? null : { ...next, answer: null };
      ask('wanted');
    },
    forget: () => {
      dashboardId = null;
      if (baseline !== null) baseline.dashboardId = null;
    },
    latest: () => latest,
    dispose: () => {
      isDisposed = true;
    },
  };
}

/** The same zone and process. */
function isSameView(one: DashboardLook, other: DashboardLook): boolean {
  return one.pid === other.pid && one.zoneKey === other.zoneKey;
}

/** The page wants something that it has not: more than to say how far its timeline has come. */
function isMoreWanted(before: DashboardLook, next: DashboardLook): boolean {
  if (!isSameView(before, next) || next.parts.some((part) => !before.parts.includes(part))) return true;
  return next.timelineAfter === null && before.timelineAfter !== null;
}
