import {
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  type CompletionList,
  type CompletionParams,
  CompletionTriggerKind,
  type Connection,
  InsertTextFormat,
  MarkupKind,
} from 'vscode-languageserver/node';
import { type Completion, type CompletionData, MOST_COMPLETIONS } from '../features/completion/completion';
import { completionDocumentation } from '../features/completion/completionDocumentation';
import { completions } from '../features/completion/completions';
import { hover } from '../features/hover/hover';
import { inlayHints, inlayTooltip } from '../features/inlayHints';
import { toOffset, toPosition, toRange } from './editorText';
import { type AnswerContext, aboutDocument, aboutPlace, type PlaceView, viewOf } from './requests';

const KINDS: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  directive: CompletionItemKind.Keyword,
  zone: CompletionItemKind.Variable,
  size: CompletionItemKind.Value,
  dictionary: CompletionItemKind.Field,
};

/** What an item of a list is documented from later. */
interface ItemData {
  readonly uri: string;
  readonly of: CompletionData;
}

/** What the tooltip of a hint is made of when the pointer rests on it: figures have an age. */
interface HintData {
  readonly uri: string;
  readonly zoneName: string;
}

const SUGGEST_AGAIN = { command: 'editor.action.triggerSuggest', title: '' };

/**
 * What is shown at or beside the text: hovers, inlay hints, completions.
 *
 * @param canInsertOrReplace the editor lets the person decide whether what follows the cursor stays
 */
export function registerTextFeatures(
  connection: Connection,
  context: AnswerContext,
  canInsertOrReplace: () => boolean,
): void {
  connection.onHover(
    aboutPlace(context, null, ({ uri, analysis, path, offset, text }) => {
      const found = hover(analysis, path, offset, Date.now(), uri);
      if (found === null) return null;
      return { contents: { kind: MarkupKind.Markdown, value: found.markdown }, range: toRange(text, found.range) };
    }),
  );
  connection.languages.inlayHint.on(
    aboutDocument(context, [], ({ uri, analysis, path, text, project }, { range }) => {
      const within = { start: toOffset(text, range.start), end: toOffset(text, range.end) };
      return inlayHints(analysis, path, within, project.setup.settings.inlayHints, Date.now()).map((hint) => ({
        position: toPosition(text, hint.offset),
        // The padding alone leaves the hint on the heels of the `;`.
        label: ` ${hint.text}`,
        tooltip: { kind: MarkupKind.Markdown, value: hint.tooltip },
        paddingLeft: true,
        ...(hint.isLive ? { data: { uri, zoneName: hint.zoneName } satisfies HintData } : {}),
      }));
    }),
  );
  connection.languages.inlayHint.resolve(async (hint) => {
    await context.settled();
    const data = hint.data as HintData | undefined;
    const view = data && viewOf(context.session, data.uri);
    if (data === undefined || !view) return hint;
    try {
      const value = inlayTooltip(view.analysis, data.zoneName, Date.now());
      return value === null ? hint : { ...hint, tooltip: { kind: MarkupKind.Markdown, value } };
    } catch (error) {
      context.failed('inlay hint', error);
      return hint;
    }
  });
  connection.onCompletion(
    aboutPlace<CompletionParams, CompletionList | null>(context, null, (view, { context: asked }) => {
      const trigger = asked?.triggerKind === CompletionTriggerKind.TriggerCharacter ? asked.triggerCharacter : null;
      const found = completions(view.analysis, view.path, view.offset, trigger ?? null);
      const items = found.map((completion) => itemOf(view, completion, canInsertOrReplace()));
      return { items, isIncomplete: items.length >= MOST_COMPLETIONS };
    }),
  );
  connection.onCompletionResolve(async (item) => {
    await context.settled();
    const data = item.data as ItemData | undefined;
    const view = data && viewOf(context.session, data.uri);
    if (data === undefined || !view) return item;
    try {
      const value = completionDocumentation(view.analysis, data.of, Date.now());
      return value === null ? item : { ...item, documentation: { kind: MarkupKind.Markdown, value } };
    } catch (error) {
      context.failed('completion', error);
      return item;
    }
  });
}

function itemOf({ uri, text, offset }: PlaceView, completion: Completion, canChoose: boolean): CompletionItem {
  const { label, detail, data, filterText, sortText, insertText, replace } = completion;
  return {
    label,
    kind: KINDS[completion.kind],
    detail,
    sortText,
    textEdit: canChoose
      ? { newText: insertText, insert: toRange(text, { ...replace, end: offset }), replace: toRange(text, replace) }
      : { newText: insertText, range: toRange(text, replace) },
    insertTextFormat: completion.isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    ...(filterText === undefined ? {} : { filterText }),
    ...(completion.isDeprecated ? { tags: [CompletionItemTag.Deprecated] } : {}),
    ...(completion.triggersSuggest ? { command: SUGGEST_AGAIN } : {}),
    ...(data === null ? {} : { data: { uri, of: data } satisfies ItemData }),
  };
}
