import type { Connection } from 'vscode-languageserver/node';
import { inlayHints } from '../features/inlayHints';
import type { Session } from '../session/session';
import { viewOf } from './requests';

/** Has the editor ask for inlay hints again where others are due than it shows. */
export interface InlayRefresh {
  refresh(): void;
}

/** Between two askings; a hint that lags this much behind is better than one that flickers. */
const PAUSE_MS = 2000;

/** The editor asks by itself for the document that was edited, but not for the others. */
export function watchInlayHints(connection: Connection, session: Session, canRefresh: () => boolean): InlayRefresh {
  let shown = new Map<string, { readonly text: string; readonly hints: string }>();
  let lastAt = 0;
  let timer: NodeJS.Timeout | null = null;
  const ask = (): void => {
    timer = null;
    lastAt = Date.now();
    // An editor that does not know the request shows what it has until it asks by itself.
    connection.languages.inlayHint.refresh().catch(() => undefined);
  };
  return {
    refresh: () => {
      if (!canRefresh()) return;
      const next = new Map<string, { readonly text: string; readonly hints: string }>();
      let isStale = false;
      for (const { uri } of session.documents()) {
        const view = viewOf(session, uri);
        if (view === null) continue;
        const { text } = view.text;
        const whole = { start: 0, end: text.length };
        const hints = JSON.stringify(
          inlayHints(view.analysis, view.path, whole, view.project.setup.settings.inlayHints, Date.now()),
        );
        next.set(uri, { text, hints });
        const before = shown.get(uri);
        if (before !== undefined && before.text === text && before.hints !== hints) isStale = true;
      }
      shown = next;
      if (isStale && timer === null) timer = setTimeout(ask, Math.max(0, lastAt + PAUSE_MS - Date.now()));
    },
  };
}
