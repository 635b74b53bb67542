import { EMPTY_STATE, readPageState } from './pageState';
import type { FromPage, PageState, ToPage } from './protocol';

/** What VS Code gives a webview to speak with its host. */
interface VsCodeApi {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** What the host tells that is to be shown. */
export type PageNews = Exclude<ToPage, { readonly type: 'keep' }>;

/** The page's way to the extension host, and what it keeps over a reload of the window. */
export interface Bridge {
  send(message: FromPage): void;
  /** All that is to be shown goes to `receive`; what the host wants to be kept is kept. */
  listen(receive: (message: PageNews) => void): void;
  /** What an earlier life of this page kept; its choices, where nothing or nonsense was kept. */
  load(): PageState;
  keep(state: PageState): void;
}

const TYPES: ReadonlySet<unknown> = new Set(['data', 'choose', 'keep', 'notice'] satisfies ToPage['type'][]);

/** Connects the page with its host. May be called once a page. */
export function connect(): Bridge {
  const api = acquireVsCodeApi();
  return {
    send: (message) => api.postMessage(message),
    listen: (receive) =>
      window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (!isToPage(data)) return;
        if (data.type === 'keep') api.setState({ ...keptState(api), kept: data.kept });
        else receive(data);
      }),
    load: () => readPageState(api.getState()) ?? EMPTY_STATE,
    keep: (state) => api.setState({ ...keptState(api), ...state }),
  };
}

/** What is kept as it is: the host has something of its own in it. */
function keptState(api: VsCodeApi): object {
  const state = api.getState();
  return typeof state === 'object' && state !== null ? state : {};
}

/** Other frames and extensions of the browser post messages, too. */
function isToPage(data: unknown): data is ToPage {
  return typeof data === 'object' && data !== null && 'type' in data && TYPES.has(data.type);
}
