import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  type DocumentEdit,
  type DocumentPlace,
  REQUESTS,
  type SizeZoneAnswer,
  type SizingQuestion,
} from '../../../server/src/shared/messages';

/**
 * Asks how much a zone shall hold, and writes the size that this takes. Works on the zone at a place (a code action's),
 * or under the cursor.
 */
export async function sizeZone(client: LanguageClient, given: unknown): Promise<void> {
  const place = isPlace(given) ? given : placeOfCursor();
  const question = place && (await client.sendRequest<SizingQuestion | null>(REQUESTS.sizingQuestion, place));
  if (!place || !question) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Zone Lens: put the cursor on a zone directive whose entries are known, such as lua_shared_dict.'),
    );
    return;
  }
  const wanted = await askForEntries(question);
  if (wanted === null) return;
  const answer = await client.sendRequest<SizeZoneAnswer>(REQUESTS.sizeZone, { ...place, ...wanted });
  if ('refusal' in answer) {
    void vscode.window.showWarningMessage(answer.refusal);
    return;
  }
  if (await apply(answer.edits)) void vscode.window.showInformationMessage(answer.explanation);
}

interface WantedEntries {
  readonly entries: number;
  readonly keyBytes: number;
  readonly valueBytes: number;
}

async function askForEntries(question: SizingQuestion): Promise<WantedEntries | null> {
  const { noun, zoneName, holdsKey, holdsValue } = question;
  const steps = 1 + (holdsKey ? 1 : 0) + (holdsValue ? 1 : 0);
  let step = 0;
  const ask = async (prompt: string, value: number | null): Promise<number | null> => {
    step++;
    const answer = await vscode.window.showInputBox({
      title: vscode.l10n.t('Size zone "{0}" ({1}/{2})', zoneName, step, steps),
      prompt,
      value: value === null ? '' : String(value),
      validateInput: (text) =>
        readCount(text) === null ? vscode.l10n.t('Write a whole number, such as 50000, 50k or 1.5m.') : null,
    });
    return answer === undefined ? null : readCount(answer);
  };
  const entries = await ask(vscode.l10n.t('How many {0} shall it hold?', noun), question.entries);
  if (entries === null) return null;
  const keyBytes = holdsKey
    ? await ask(vscode.l10n.t('Length of a typical key in bytes'), question.keyBytes)
    : question.keyBytes;
  if (keyBytes === null) return null;
  const valueBytes = holdsValue
    ? await ask(vscode.l10n.t('Length of a typical value in bytes'), question.valueBytes)
    : question.valueBytes;
  return valueBytes === null ? null : { entries, keyBytes, valueBytes };
}

const THOUSANDS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9 };

/** Largest number that is taken: no zone holds as many. */
const LARGEST = 1e12;

/** A count as people write it: `50000`, `50,000`, `50k`, `1.5m`; null for anything else. */
export function readCount(text: string): number | null {
  const match = /^\s*(\d{1,15}(?:[,_ ]\d{3})*(?:\.\d{1,6})?)\s*([kmg]?)\s*$/i.exec(text);
  if (match === null) return null;
  const factor = THOUSANDS[(match[2] ?? '').toLowerCase()] ?? 1;
  const count = Number((match[1] ?? '').replace(/[,_ ]/g, '')) * factor;
  return Number.isInteger(count) && count <= LARGEST ? count : null;
}

async function apply(edits: readonly DocumentEdit[]): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  for (const { uri, range, newText } of edits) {
    const { start, end } = range;
    const target = new vscode.Range(start.line, start.character, end.line, end.character);
    edit.replace(vscode.Uri.parse(uri), target, newText);
  }
  return vscode.workspace.applyEdit(edit);
}

function placeOfCursor(): DocumentPlace | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), position: { line, character } };
}

function isPlace(value: unknown): value is DocumentPlace {
  if (typeof value !== 'object' || value === null || !('uri' in value) || !('position' in value)) return false;
  const { uri, position } = value;
  if (typeof uri !== 'string' || typeof position !== 'object' || position === null) return false;
  return 'line' in position && 'character' in position;
}
