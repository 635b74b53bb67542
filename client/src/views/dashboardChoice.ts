import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { COMMANDS } from '../commands/names';
import { explainRights, type RightsHelp } from '../live/rights';
import type { OpenableSubject } from './dashboardMessages';
import { type OpenedDashboard, openedOf, requestOpen } from './dashboardOpening';

/** What a dashboard is opened with when a person asks for it. */
export interface ChoiceContext extends RightsHelp {
  readonly client: LanguageClient;
}

/** What is shown where nothing was named: the attached server, else the config of the active editor; null for none. */
export function obviousSubject({ live }: ChoiceContext): OpenableSubject | null {
  if (live.status() !== null) return { kind: 'attached' };
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === 'nginx' ? { kind: 'config', uri: document.uri.toString() } : null;
}

/** Opens a dashboard for a person, and says why where that is not possible: then it is null. */
export async function openForPerson(
  context: ChoiceContext,
  subject: OpenableSubject | null,
): Promise<OpenedDashboard | null> {
  const wanted = subject ?? obviousSubject(context);
  if (wanted === null)
    return offerServer(context, vscode.l10n.t('Zone Lens: no server is attached, and no config is open.'));
  const answer = await requestOpen(context.client, wanted);
  switch (answer.kind) {
    case 'opened':
      return openedOf(answer);
    case 'not permitted':
      return (await explainRights(context, answer.server)) ? openForPerson(context, wanted) : null;
    case 'failed': {
      const documentation = vscode.l10n.t('Show Documentation');
      const text = vscode.l10n.t('Zone Lens: the server can not be read: {0}', answer.reason);
      const chosen = await vscode.window.showErrorMessage(text, documentation);
      if (chosen === documentation) await context.showDocumentation();
      return null;
    }
    case 'not found':
      return offerServer(
        context,
        wanted.kind === 'config'
          ? vscode.l10n.t('Zone Lens: it is not known which main config this file belongs to.')
          : vscode.l10n.t('Zone Lens: this server does not run any more.'),
      );
  }
}

/** Says that there is nothing to show, and offers the ways to something. */
async function offerServer(context: ChoiceContext, text: string): Promise<OpenedDashboard | null> {
  const inspect = vscode.l10n.t('Inspect Live Server');
  const sample = vscode.l10n.t('Open a Sample Config');
  const chosen = await vscode.window.showInformationMessage(text, inspect, sample);
  if (chosen === undefined) return null;
  await vscode.commands.executeCommand(chosen === inspect ? COMMANDS.inspectLiveServer : COMMANDS.openSample);
  // Where the person has chosen nothing there, that was all.
  return obviousSubject(context) === null ? null : openForPerson(context, null);
}
