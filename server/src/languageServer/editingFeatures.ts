import {
  type CodeAction,
  CodeActionKind,
  type Connection,
  type Diagnostic,
  ErrorCodes,
  type Range,
  ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { Analysis } from '../features/analysis';
import type { Problem } from '../features/diagnostics/problem';
import { fixAll } from '../features/quickFixes/fixAll';
import type { FixEdit, QuickFix } from '../features/quickFixes/quickFix';
import { quickFixes } from '../features/quickFixes/quickFixes';
import { sizeZoneEdits, zoneSizingQuestion } from '../features/quickFixes/sizeZone';
import { prepareRename, rename } from '../features/rename';
import { t } from '../l10n';
import type { Session } from '../session/session';
import {
  type DocumentEdit,
  type DocumentPlace,
  REQUESTS,
  type SizeZoneAnswer,
  type SizeZoneParams,
  type SizingQuestion,
} from '../shared/messages';
import { toOffset, toPosition, toRange } from './editorText';
import { type AnswerContext, aboutDocument, aboutPlace, type DocumentView, fileView, type PlaceView } from './requests';

/** What changes the text: renaming, fixes, sizing. */
export function registerEditingFeatures(connection: Connection, context: AnswerContext): void {
  const { session } = context;
  connection.onPrepareRename(async (params) => {
    const answer = aboutPlace(context, null, ({ analysis, path, offset, text }) => {
      const found = prepareRename(analysis, path, offset);
      if (found === null || 'refusal' in found) return found;
      return { range: toRange(text, found.range), placeholder: found.placeholder };
    });
    const found = await answer(params);
    if (found !== null && 'refusal' in found) throw refused(found.refusal);
    return found;
  });
  connection.onRenameRequest(async (params) => {
    const answer = aboutPlace(context, null, ({ analysis, path, offset }) => {
      const found = rename(analysis, path, offset, params.newName);
      if ('refusal' in found) return found;
      const edit = workspaceEdit(session, analysis, found.edits);
      return edit ?? { refusal: t('Some file of this config can not be edited here.') };
    });
    const found = await answer(params);
    if (found !== null && 'refusal' in found) throw refused(found.refusal);
    return found;
  });
  connection.onCodeAction(
    aboutDocument(context, [] as CodeAction[], (view, { range, context: { diagnostics, only } }) =>
      codeActions(session, view, range, diagnostics, only),
    ),
  );
  const aboutZone =
    <Answer>(nothing: Answer, answer: (view: PlaceView) => Answer) =>
    ({ uri, position }: DocumentPlace): Promise<Answer> =>
      aboutPlace(context, nothing, answer)({ textDocument: { uri }, position });
  connection.onRequest(
    REQUESTS.sizingQuestion,
    aboutZone<SizingQuestion | null>(null, ({ analysis, path, offset }) => zoneSizingQuestion(analysis, path, offset)),
  );
  connection.onRequest(REQUESTS.sizeZone, (params: SizeZoneParams) =>
    aboutZone<SizeZoneAnswer>({ refusal: t('There is no zone here any more.') }, ({ analysis, path, offset }) => {
      const found = sizeZoneEdits(analysis, path, offset, params);
      if ('refusal' in found) return found;
      const edits = documentEdits(session, analysis, found.edits);
      return edits === null ? { refusal: t('Some file of this config can not be edited here.') } : { ...found, edits };
    })(params),
  );
}

function refused(why: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidRequest, why);
}

function codeActions(
  session: Session,
  view: DocumentView,
  range: Range,
  diagnostics: readonly Diagnostic[],
  only: readonly string[] | undefined,
): CodeAction[] {
  const { analysis, path, text, project } = view;
  const wants = (kind: CodeActionKind): boolean =>
    only === undefined || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`) || wanted === '');
  const problems = project.diagnosis.problemsByFile.get(path) ?? [];
  const actions: CodeAction[] = [];
  if (only !== undefined && wants(CodeActionKind.SourceFixAll)) {
    const edits = fixAll(analysis, path, problems);
    const edit = edits.length > 0 ? workspaceEdit(session, analysis, edits) : null;
    if (edit !== null) {
      const title = t('Fix all zone problems that have one clear fix');
      actions.push({ title, kind: CodeActionKind.SourceFixAll, edit });
    }
  }
  const within = { start: toOffset(text, range.start), end: toOffset(text, range.end) };
  const touched = problems.filter((problem) => problem.range.start <= within.end && within.start <= problem.range.end);
  for (const fix of quickFixes(analysis, path, within, touched)) {
    const action = actionOf(session, view, fix, diagnostics);
    if (action !== null && wants(action.kind ?? CodeActionKind.QuickFix)) actions.push(action);
  }
  return actions;
}

function actionOf(
  session: Session,
  view: DocumentView,
  fix: QuickFix,
  diagnostics: readonly Diagnostic[],
): CodeAction | null {
  const { analysis, text, uri } = view;
  const edit = fix.edits.length > 0 ? workspaceEdit(session, analysis, fix.edits) : undefined;
  if (edit === null) return null;
  const mended = fix.problem === null ? [] : diagnosticsOf(view, fix.problem, diagnostics);
  return {
    title: fix.title,
    kind: fix.kind === 'quickfix' ? CodeActionKind.QuickFix : CodeActionKind.RefactorRewrite,
    ...(mended.length > 0 ? { diagnostics: mended } : {}),
    ...(fix.isPreferred ? { isPreferred: true } : {}),
    ...(edit === undefined ? {} : { edit }),
    ...(fix.command === undefined
      ? {}
      : {
          command: {
            title: fix.title,
            command: 'zoneLens.sizeZone',
            arguments: [{ uri, position: toPosition(text, fix.command.zone.offset) } satisfies DocumentPlace],
          },
        }),
  };
}

/** The editor's own copies of a problem, by which it knows what a fix is for. */
function diagnosticsOf({ text }: DocumentView, problem: Problem, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const { start, end } = toRange(text, problem.range);
  return diagnostics.filter(
    ({ code, range }) =>
      code === problem.code &&
      range.start.line === start.line &&
      range.start.character === start.character &&
      range.end.line === end.line &&
      range.end.character === end.character,
  );
}

/** Null where some file can't be edited here: half a change would be worse than none. */
function workspaceEdit(session: Session, analysis: Analysis, edits: readonly FixEdit[]): WorkspaceEdit | null {
  const found = documentEdits(session, analysis, edits);
  if (found === null) return null;
  const changes: Record<string, { range: Range; newText: string }[]> = {};
  for (const { uri, range, newText } of found) {
    const same = changes[uri] ?? [];
    changes[uri] = same;
    same.push({ range, newText });
  }
  return { changes };
}

/**
 * The edits in the editor's terms; null where some file can't be edited here. A file that the config knows by two names
 * (a link and where it leads) is edited once.
 */
function documentEdits(session: Session, analysis: Analysis, edits: readonly FixEdit[]): DocumentEdit[] | null {
  const byPlace = new Map<string, DocumentEdit>();
  for (const { path, range, newText } of edits) {
    const file = fileView(session, analysis, path);
    if (file === null) return null;
    const edit = { uri: file.uri, range: toRange(file.text, range), newText };
    byPlace.set(JSON.stringify(edit), edit);
  }
  return [...byPlace.values()];
}
