import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  DASHBOARD_REQUESTS,
  type DashboardOpenAnswer,
  type DashboardOpenParams,
  type DashboardSubject,
} from '../../../server/src/shared/dashboardMessages';
import type { OpenableSubject } from './dashboardMessages';

/** A dashboard that the language server has opened. */
export interface OpenedDashboard {
  readonly dashboardId: string;
  readonly title: string;
  /** Leads here again; null where the caller knows the way. */
  readonly restore: OpenableSubject | null;
  /** What the person should know about it; null for nothing. */
  readonly notice: string | null;
}

/** Why there is no dashboard, for people. */
export interface OpeningFailure {
  readonly failure: string;
}

/** Asks the language server to open a dashboard. */
export function requestOpen(client: LanguageClient, subject: DashboardSubject): Promise<DashboardOpenAnswer> {
  return client.sendRequest<DashboardOpenAnswer>(DASHBOARD_REQUESTS.open, { subject } satisfies DashboardOpenParams);
}

/** The dashboard of an answer. */
export function openedOf({
  dashboardId,
  title,
  restore,
}: Extract<DashboardOpenAnswer, { kind: 'opened' }>): OpenedDashboard {
  return { dashboardId, title, restore: restore?.kind === 'snapshot' ? null : restore, notice: null };
}

/**
 * Opens again what was open before. Asks the person nothing: a server that is not there any more, or may not be read, is
 * replaced by its config with planned figures, and said to be.
 */
export async function openAgain(
  client: LanguageClient,
  subject: OpenableSubject,
): Promise<OpenedDashboard | OpeningFailure> {
  const answer = await requestOpen(client, subject);
  if (answer.kind === 'opened') return openedOf(answer);
  const failure = textOf(answer, subject);
  const uri = subject.kind === 'remembered' ? subject.remembered.rootUri : null;
  if (uri === null) return { failure };
  const planned = await requestOpen(client, { kind: 'config', uri });
  if (planned.kind !== 'opened') return { failure };
  const notice = vscode.l10n.t('{0} These figures are worked out from its config.', failure);
  // The server is looked for again next time.
  return { ...openedOf(planned), restore: subject, notice };
}

/** Why there is no dashboard, as one line. */
function textOf(answer: Exclude<DashboardOpenAnswer, { kind: 'opened' }>, subject: OpenableSubject): string {
  switch (answer.kind) {
    case 'not found':
      return subject.kind === 'config'
        ? vscode.l10n.t('The config that was shown here is not there any more.')
        : vscode.l10n.t('The server that was shown here does not run any more.');
    case 'not permitted': {
      const why = answer.server.access.missing ?? vscode.l10n.t('The system shows nothing of it.');
      return vscode.l10n.t('The server with process {0} may not be read. {1}', answer.server.masterPid, why);
    }
    case 'failed':
      return vscode.l10n.t('The server can not be read: {0}', answer.reason);
  }
}
