import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { messageOf } from '../../../server/src/errorText';
import { type OpenedDashboard, type OpeningFailure, openedOf, requestOpen } from './dashboardOpening';

const MEGABYTE = 2 ** 20;

/** Far more than one that is written; a file above it is not read. */
const MOST_SNAPSHOT_BYTES = 64 * MEGABYTE;

/** Opens a snapshot's file as a dashboard. Nothing of it is run; what is wrong with it is said. */
export async function openSnapshotFile(
  client: LanguageClient,
  uri: vscode.Uri,
): Promise<OpenedDashboard | OpeningFailure> {
  const read = await readSnapshot(uri);
  if ('failure' in read) return read;
  const answer = await requestOpen(client, { kind: 'snapshot', text: read.text, fileName: nameOf(uri) });
  if (answer.kind === 'opened') return { ...openedOf(answer), restore: null };
  return { failure: answer.kind === 'failed' ? answer.reason : vscode.l10n.t('It is no snapshot of Zone Lens.') };
}

/** The file's name, without its folders. */
export function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) ?? '';
}

async function readSnapshot(uri: vscode.Uri): Promise<{ readonly text: string } | OpeningFailure> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    // A device or a pipe may have no end.
    if ((type & vscode.FileType.File) === 0) return { failure: vscode.l10n.t('It is no file.') };
    if (size > MOST_SNAPSHOT_BYTES) {
      const text = vscode.l10n.t(
        'It has {0} MB, and a snapshot has at most {1} MB.',
        Math.ceil(size / MEGABYTE),
        MOST_SNAPSHOT_BYTES / MEGABYTE,
      );
      return { failure: text };
    }
    return { text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) };
  } catch (error) {
    return { failure: vscode.l10n.t('It can not be read: {0}', messageOf(error)) };
  }
}
