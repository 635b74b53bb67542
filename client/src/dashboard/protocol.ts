import type { DashboardData, DashboardLook } from '../../../server/src/shared/dashboard';

/** What the page is told. */
export type ToPage =
  | {
      readonly type: 'data';
      readonly data: DashboardData;
      /** What `data.timeline` belongs to. */
      readonly look: DashboardLook;
      /** The snapshot that it is compared with, as it is seen with the same look; null without. */
      readonly baseline: DashboardData | null;
      /** Name of that snapshot's file. */
      readonly baselineName: string | null;
    }
  /** Looks at this zone from now on: somebody chose it in the tree or the text. */
  | { readonly type: 'choose'; readonly zoneKey: string }
  /** The page puts this into its state as it is, at once: after a reload of the window it leads the host here again. */
  | { readonly type: 'keep'; readonly kept: unknown }
  /** What the page asked for was done, or why it was not; told to screen readers too. */
  | { readonly type: 'notice'; readonly text: string; readonly isError: boolean };

/** Files that the page can hand out. PNG as base64, without the prefix of a data address. */
export interface PageFile {
  readonly fileName: string;
  readonly format: 'png' | 'csv' | 'json';
  readonly content: string;
}

/** What the page asks for. The host checks each of them: a page is no more to be trusted than what it shows. */
export type FromPage =
  /** The page can take data. */
  | { readonly type: 'ready'; readonly look: DashboardLook }
  /** Another look, or more of the timeline is wanted. */
  | { readonly type: 'look'; readonly look: DashboardLook }
  /** Data comes by itself only while this is false; one `ready` or another `look` still gets an answer. */
  | { readonly type: 'pause'; readonly isPaused: boolean }
  | { readonly type: 'export'; readonly file: PageFile }
  | { readonly type: 'copy'; readonly text: string; readonly what: string }
  | { readonly type: 'go to declaration'; readonly zoneKey: string }
  | { readonly type: 'size zone'; readonly zoneKey: string }
  | { readonly type: 'save snapshot' | 'compare' | 'stop comparing' | 'attach' | 'refresh' | 'set interval' };

/** What the page keeps over a reload of the window, beside what the host adds. */
export interface PageState {
  readonly pid: number | null;
  readonly zoneKey: string | null;
  readonly isPaused: boolean;
  /** By chart and control, see {@link ChartControl}. */
  readonly choices: Readonly<Record<string, string>>;
  /** What the host gave it to keep; undefined before. */
  readonly kept?: unknown;
}
