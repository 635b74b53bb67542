import * as vscode from 'vscode';
import { until } from './until';

/** The Markdown of all hovers at a place; waits until there is one. */
export async function hoverText(uri: vscode.Uri, position: vscode.Position): Promise<string> {
  const hovers = await until(`there is a hover at ${uri.path}:${position.line + 1}`, async () => {
    const answers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
    return answers.length > 0 && answers;
  });
  return hovers
    .flatMap(({ contents }) => contents)
    .map((part) => (typeof part === 'string' ? part : part.value))
    .join('\n');
}

/** Texts of the inlay hints of a document, with their lines from 0. */
export async function inlayHintTexts(document: vscode.TextDocument): Promise<[number, string][]> {
  const range = new vscode.Range(0, 0, document.lineCount, 0);
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    document.uri,
    range,
  );
  return hints.map(({ position, label }) => [
    position.line,
    typeof label === 'string' ? label : label.map(({ value }) => value).join(''),
  ]);
}

/** Completions at a place; the first of them are resolved, so that they have their documentation. */
export async function completionItems(uri: vscode.Uri, position: vscode.Position): Promise<vscode.CompletionItem[]> {
  const command = 'vscode.executeCompletionItemProvider';
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(command, uri, position, undefined, 50);
  return list.items;
}

/** The label of a completion. */
export function labelOf({ label }: vscode.CompletionItem): string {
  return typeof label === 'string' ? label : label.label;
}

/** `file:line` of places, lines from 1, in the order of the answer. */
export function placesOf(locations: readonly (vscode.Location | vscode.LocationLink)[]): string[] {
  return locations.map((location) => {
    const uri = 'targetUri' in location ? location.targetUri : location.uri;
    const range = 'targetUri' in location ? (location.targetSelectionRange ?? location.targetRange) : location.range;
    return `${uri.path.split('/').at(-1)}:${range.start.line + 1}`;
  });
}

/** Code actions for a range, of a kind where one is given. */
export async function codeActions(
  uri: vscode.Uri,
  range: vscode.Range,
  kind?: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    kind?.value,
    20,
  );
}

/** Applies an action's edit. */
export async function applyAction({ title, edit }: vscode.CodeAction): Promise<void> {
  if (edit === undefined || !(await vscode.workspace.applyEdit(edit))) throw new Error(`"${title}" can't be applied`);
}

/** Replaces a document's whole text. */
export async function replaceText(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error('the text can not be replaced');
}
