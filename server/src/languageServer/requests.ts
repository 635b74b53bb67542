import type { Position } from 'vscode-languageserver/node';
import type { Analysis } from '../features/analysis';
import type { Located, Session } from '../session/session';
import { type EditorText, editorTextOf, toOffset } from './editorText';
import { urisOf } from './uris';

/** What requests are answered from. */
export interface AnswerContext {
  readonly session: Session;
  /** Settles when settings are known and all changes so far are worked out. */
  readonly settled: () => Promise<void>;
  /** Writes down what went wrong with a request; the person gets no answer to it, and the server lives on. */
  readonly failed: (what: string, error: unknown) => void;
}

/** A document in its config, with its text. */
export interface DocumentView extends Located {
  readonly uri: string;
  readonly text: EditorText;
}

/** A place in a document. */
export interface PlaceView extends DocumentView {
  readonly offset: number;
}

interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

interface PlaceParams extends DocumentParams {
  readonly position: Position;
}

/** A handler for requests about a document; `nothing` is the answer where no config holds it. */
export function aboutDocument<Params extends DocumentParams, Answer>(
  { session, settled, failed }: AnswerContext,
  nothing: Answer,
  answer: (view: DocumentView, params: Params) => Answer,
): (params: Params) => Promise<Answer> {
  return async (params) => {
    await settled();
    try {
      const view = viewOf(session, params.textDocument.uri);
      return view === null ? nothing : answer(view, params);
    } catch (error) {
      failed(params.textDocument.uri, error);
      return nothing;
    }
  };
}

/** A handler for requests about a place in a document. */
export function aboutPlace<Params extends PlaceParams, Answer>(
  context: AnswerContext,
  nothing: Answer,
  answer: (view: PlaceView, params: Params) => Answer,
): (params: Params) => Promise<Answer> {
  return aboutDocument(context, nothing, (view, params: Params) =>
    answer({ ...view, offset: toOffset(view.text, params.position) }, params),
  );
}

/** A document as the session has it. */
export function viewOf(session: Session, uri: string): DocumentView | null {
  const located = session.locate(uri);
  const text = located && editorTextOf(located.analysis.model, located.path);
  return located === null || text === null ? null : { ...located, uri, text };
}

/** The address and text of a path of a config; null where the config does not hold it. */
export function fileView(
  session: Session,
  analysis: Analysis,
  path: string,
): { readonly uri: string; readonly text: EditorText } | null {
  const text = editorTextOf(analysis.model, path);
  const [uri] = urisOf(session, path);
  return text === null || uri === undefined ? null : { uri, text };
}
