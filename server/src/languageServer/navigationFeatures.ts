import {
  type Connection,
  DocumentHighlightKind,
  type DocumentSymbol,
  FoldingRangeKind,
  type Location,
  type LocationLink,
  type SelectionRange,
  SymbolKind,
} from 'vscode-languageserver/node';
import type { TextRange } from '../config/sourceText';
import type { Analysis } from '../features/analysis';
import { definitions } from '../features/definitions';
import { documentSymbols, type ZoneSymbol } from '../features/documentSymbols';
import { foldingRanges } from '../features/foldingRanges';
import { highlights } from '../features/highlights';
import { links } from '../features/links';
import { references } from '../features/references';
import { selectionRanges } from '../features/selectionRanges';
import { workspaceSymbols } from '../features/workspaceSymbols';
import type { Place } from '../zones/place';
import { type EditorText, toOffset, toRange } from './editorText';
import { type AnswerContext, aboutDocument, aboutPlace, fileView } from './requests';
import { urisOf } from './uris';

/** More than a list can show; the person types on. */
const MOST_SYMBOLS = 500;

const FOLD_KINDS: Readonly<Record<string, FoldingRangeKind>> = {
  comment: FoldingRangeKind.Comment,
  imports: FoldingRangeKind.Imports,
  region: FoldingRangeKind.Region,
};

/** What leads from one place to others, and the structure of a file. */
export function registerNavigationFeatures(connection: Connection, context: AnswerContext): void {
  const { session } = context;
  const locationOf = (analysis: Analysis, { path, range }: Place): Location[] => {
    const file = fileView(session, analysis, path);
    return file === null ? [] : [{ uri: file.uri, range: toRange(file.text, range) }];
  };
  connection.onDefinition(
    aboutPlace(context, null, ({ analysis, path, offset, text }): LocationLink[] | null => {
      const found = definitions(analysis, path, offset);
      if (found === null) return null;
      return found.targets.flatMap((target) => {
        const file = fileView(session, analysis, target.path);
        if (file === null) return [];
        return {
          originSelectionRange: toRange(text, found.from),
          targetUri: file.uri,
          targetRange: toRange(file.text, target.fullRange),
          targetSelectionRange: toRange(file.text, target.range),
        };
      });
    }),
  );
  connection.onReferences(
    aboutPlace(context, null, ({ analysis, path, offset }, { context: { includeDeclaration } }) =>
      references(analysis, path, offset, includeDeclaration).flatMap((place) => locationOf(analysis, place)),
    ),
  );
  connection.onDocumentHighlight(
    aboutPlace(context, null, ({ analysis, path, offset, text }) =>
      highlights(analysis, path, offset).map(({ range, isDeclaration }) => ({
        range: toRange(text, range),
        kind: isDeclaration ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      })),
    ),
  );
  connection.onDocumentLinks(
    aboutDocument(context, [], ({ analysis, path, text }) =>
      links(analysis, path).map(({ range, targetPaths: [target], tooltip }) => {
        const uri = target === undefined ? undefined : urisOf(session, target)[0];
        return { range: toRange(text, range), tooltip, ...(uri === undefined ? {} : { target: uri }) };
      }),
    ),
  );
  connection.onDocumentSymbol(
    aboutDocument(context, [] as DocumentSymbol[], ({ analysis, path, text }) =>
      documentSymbols(analysis, path).map((symbol) => symbolOf(text, symbol)),
    ),
  );
  connection.onWorkspaceSymbol(async ({ query }) => {
    await context.settled();
    const analyses = session.projects().map(({ analysis }) => analysis);
    return workspaceSymbols(analyses, query, MOST_SYMBOLS).flatMap(({ name, containerName, place }) => {
      const holder = analyses.find(({ model }) => model.config.files.has(place.path));
      const [location] = holder === undefined ? [] : locationOf(holder, place);
      return location === undefined ? [] : [{ name, kind: SymbolKind.Variable, containerName, location }];
    });
  });
  connection.onFoldingRanges(
    aboutDocument(context, [], ({ analysis, path }) => {
      const file = analysis.model.config.files.get(path);
      if (file === undefined) return [];
      return foldingRanges(file).map(({ startLine, endLine, kind }) => {
        const known = kind === undefined ? undefined : FOLD_KINDS[kind];
        return { startLine, endLine, ...(known === undefined ? {} : { kind: known }) };
      });
    }),
  );
  connection.onSelectionRanges(
    aboutDocument(context, [], ({ analysis, path, text }, { positions }) => {
      const file = analysis.model.config.files.get(path);
      return positions.map((position) => {
        const offset = toOffset(text, position);
        const ranges = file === undefined ? [] : selectionRanges(file, offset);
        return nested(text, ranges.length > 0 ? ranges : [{ start: offset, end: offset }]);
      });
    }),
  );
}

/** Ranges from the innermost on, as the protocol links them. */
function nested(text: EditorText, ranges: readonly TextRange[]): SelectionRange {
  const outermost = { range: toRange(text, ranges.at(-1) ?? { start: 0, end: 0 }) };
  return ranges
    .slice(0, -1)
    .reduceRight((parent: SelectionRange, range) => ({ range: toRange(text, range), parent }), outermost);
}

function symbolOf(text: EditorText, symbol: ZoneSymbol): DocumentSymbol {
  return {
    name: symbol.name,
    detail: symbol.detail,
    kind: symbol.isBlock ? SymbolKind.Namespace : SymbolKind.Variable,
    range: toRange(text, symbol.range),
    selectionRange: toRange(text, symbol.selectionRange),
    children: symbol.children.map((child) => symbolOf(text, child)),
  };
}
