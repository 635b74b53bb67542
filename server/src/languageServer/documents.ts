import type { Connection } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Session } from '../session/session';
import { loneName, pathOfUri } from './uris';

/** What the editor calls the language of a config; anything else that it sends is a script. */
const CONFIG_LANGUAGE = 'nginx';

/**
 * Keeps the session's documents as the editor has them.
 *
 * @param changed called after each change that the session was told of
 */
export function followDocuments(connection: Connection, session: Session, changed: () => void): void {
  const documents = new Map<string, TextDocument>();
  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    documents.set(uri, TextDocument.create(uri, languageId, version, text));
    const path = pathOfUri(uri);
    const isScript = languageId !== CONFIG_LANGUAGE;
    // Scripts matter to the configs that name them, and those name files.
    if (isScript && path === null) return;
    session.open({ uri, path: path ?? loneName(uri), isFile: path !== null, isScript }, text);
    changed();
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    let document = documents.get(uri);
    if (document === undefined) return;
    for (const change of contentChanges) {
      const offsets =
        'range' in change
          ? { start: document.offsetAt(change.range.start), end: document.offsetAt(change.range.end) }
          : null;
      document = TextDocument.update(document, [change], version);
      session.change(uri, document.getText(), offsets && { ...offsets, text: change.text });
    }
    documents.set(uri, document);
    changed();
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    documents.delete(uri);
    session.close(uri);
    changed();
  });
}
