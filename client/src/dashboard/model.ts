import type { DashboardData, DashboardLook, DashboardPart } from '../../../server/src/shared/dashboard';
import type { PageNews } from './bridge';
import type { ChartId } from './chartView';
import type { PageState } from './protocol';
import { type GatheredTimeline, gatherTimeline, timelineAfter } from './timelineGathering';

/** All that the page shows. */
export interface PageModel {
  readonly data: DashboardData | null;
  /** What `data` holds, of what costs more. */
  readonly parts: readonly DashboardPart[];
  readonly baseline: DashboardData | null;
  readonly baselineName: string | null;
  readonly gathered: GatheredTimeline | null;
  readonly kept: PageState;
  readonly wantedParts: readonly DashboardPart[];
  readonly notice: Notice | null;
}

/** What the host has to say. */
export interface Notice {
  readonly text: string;
  readonly isError: boolean;
  /** Another one for each, so that the same words are told again. */
  readonly number: number;
}

/** What can happen to the page. */
export type PageEvent =
  | { readonly type: 'told'; readonly message: PageNews }
  | { readonly type: 'chose process'; readonly pid: number }
  | { readonly type: 'chose zone'; readonly zoneKey: string }
  | { readonly type: 'paused'; readonly isPaused: boolean }
  | { readonly type: 'chose'; readonly key: string; readonly value: string }
  | { readonly type: 'sees'; readonly parts: readonly DashboardPart[] }
  | { readonly type: 'dismissed notice' };

/** The page before anything was told. */
export function emptyModel(kept: PageState): PageModel {
  return {
    data: null,
    parts: [],
    baseline: null,
    baselineName: null,
    gathered: null,
    kept,
    // Until it is known what is in sight: all that may be.
    wantedParts: ['process', 'page map', 'timeline'],
    notice: null,
  };
}

/** What becomes of the page. */
export function reduce(model: PageModel, event: PageEvent): PageModel {
  switch (event.type) {
    case 'told':
      return told(model, event.message);
    case 'chose process':
      return withKept(model, { pid: event.pid });
    case 'chose zone':
      return withKept(model, { zoneKey: event.zoneKey });
    case 'paused':
      return withKept(model, { isPaused: event.isPaused });
    case 'chose':
      return withKept(model, { choices: { ...model.kept.choices, [event.key]: event.value } });
    case 'sees':
      return { ...model, wantedParts: event.parts };
    case 'dismissed notice':
      return { ...model, notice: null };
  }
}

/** What the page asks the host for. */
export function lookOf({ kept, wantedParts, gathered }: PageModel): DashboardLook {
  const { pid, zoneKey } = kept;
  return { pid, zoneKey, parts: wantedParts, timelineAfter: timelineAfter(gathered, pid, zoneKey) };
}

/** By which the page keeps what was chosen in a chart. */
export function choiceKey(chartId: ChartId, controlId: string): string {
  return `${chartId}:${controlId}`;
}

function told(model: PageModel, message: PageNews): PageModel {
  switch (message.type) {
    case 'choose':
      return withKept(model, { zoneKey: message.zoneKey });
    case 'notice':
      return {
        ...model,
        notice: { text: message.text, isError: message.isError, number: (model.notice?.number ?? 0) + 1 },
      };
    case 'data': {
      const { data, look, baseline, baselineName } = message;
      const hasTimeline = look.parts.includes('timeline');
      return {
        ...model,
        data,
        parts: look.parts,
        baseline,
        baselineName,
        gathered: hasTimeline ? gatherTimeline(model.gathered, look, data.timeline) : model.gathered,
      };
    }
  }
}

function withKept(model: PageModel, change: Partial<PageState>): PageModel {
  return { ...model, kept: { ...model.kept, ...change } };
}
