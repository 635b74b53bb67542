import { pathToFileURL } from 'node:url';
import type { Connection } from 'vscode-languageserver/node';
import { t } from '../l10n';
import type { Target } from '../session/target';
import { type ConfigStatus, type ConfigStatusParams, REQUESTS } from '../shared/messages';
import { formatBytes } from '../zones/sizeText';
import { type AnswerContext, type DocumentView, viewOf } from './requests';

/** Answers what the editor shows beside the language's name. */
export function registerStatus(
  connection: Connection,
  { session, settled }: AnswerContext,
  isTrusted: () => boolean,
): void {
  connection.onRequest(REQUESTS.configStatus, async ({ uri }: ConfigStatusParams): Promise<ConfigStatus | null> => {
    await settled();
    const view = viewOf(session, uri);
    return view === null ? null : statusOf(view, isTrusted());
  });
}

function statusOf({ uri, project, analysis }: DocumentView, isTrusted: boolean): ConfigStatus {
  const { config } = project;
  const isLone = !uri.startsWith('file:');
  return {
    uri,
    rootUri: config.isWhole ? (isLone ? uri : pathToFileURL(config.rootPath).href) : null,
    fileCount: config.files.size,
    zoneCount: analysis.model.zones.length,
    target: targetText(project.setup.target),
    limitation: limitationOf(isLone, isTrusted, config.isIncomplete),
  };
}

function limitationOf(isLone: boolean, isTrusted: boolean, isIncomplete: boolean): string | null {
  if (!isIncomplete) return null;
  if (isLone) return t('Includes are not followed here.');
  if (!isTrusted) return t('Files outside of the workspace are not read: it is not trusted.');
  return t('Some included files could not be read.');
}

function targetText({ host, build }: Target): string {
  const { limitBytes } = host.memory;
  const memory = limitBytes === null ? t('memory not known') : formatBytes(limitBytes);
  const page = formatBytes(host.pageSizeBytes);
  const version = build.coreVersion?.join('.');
  const server = version === undefined ? t('{0}, version not known', build.product) : `${build.product} ${version}`;
  if (host.origin === 'machine') return t('this machine: {0}, {1} pages, {2}', memory, page, server);
  return t('target host: {0}, {1} pages, {2}', memory, page, server);
}
