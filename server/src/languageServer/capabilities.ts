import { CodeActionKind, type ServerCapabilities, TextDocumentSyncKind } from 'vscode-languageserver/node';

/** What the server offers. */
export const CAPABILITIES: ServerCapabilities = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
  hoverProvider: true,
  // For the age of live figures; an editor that can't resolve shows them without.
  inlayHintProvider: { resolveProvider: true },
  completionProvider: {
    // After these a name or a size is wanted: `zone=`, `one:`, `ngx.shared.`, `["`, and the next argument.
    triggerCharacters: ['=', ':', '.', '"', "'", '[', ' '],
    resolveProvider: true,
  },
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  documentLinkProvider: { resolveProvider: false },
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  codeActionProvider: {
    codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, CodeActionKind.SourceFixAll],
  },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};
