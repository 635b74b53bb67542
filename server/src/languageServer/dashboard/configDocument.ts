import { pathToFileURL } from 'node:url';
import type { Project } from '../../session/project';
import type { Session } from '../../session/session';
import type { LiveView } from '../../shared/liveView';
import { pathOfUri } from '../uris';
import { type PlannedConfig, plannedConfigOf } from './plannedConfig';

/** A config of which a dashboard shows what it says, for as long as that is open and afterwards. */
export interface ConfigDocument {
  /** Its main file. Another where a main config was found above a fragment. */
  rootPath(): string;
  /** Leads to it again. */
  uri(): string;
  /** What it says now, or said last; null where it was never seen. */
  planned(view: LiveView | null): PlannedConfig | null;
}

export interface ConfigDocumentOptions {
  readonly session: Session;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A config that no open document belongs to, by its main file. */
  readonly closedProject: (rootPath: string) => Project | null;
}

/**
 * @param rootPath its main file, as it is known now
 * @param uri of a document of it; null: of the main file
 */
export function createConfigDocument(
  { session, now, closedProject }: ConfigDocumentOptions,
  rootPath: () => string,
  uri: string | null,
): ConfigDocument {
  let latest: { readonly project: Project; readonly view: LiveView | null; readonly planned: PlannedConfig } | null =
    null;
  let read: { readonly path: string; readonly project: Project | null } | null = null;

  const openProject = (): Project | null => {
    const located = uri === null ? null : session.locate(uri)?.project;
    const path = rootPath();
    return located ?? session.projects().find((project) => project.rootPath === path) ?? null;
  };
  /** What is not open is read once. */
  const readProject = (path: string): Project | null => {
    if (path === '') return null;
    if (read?.path !== path) read = { path, project: closedProject(path) };
    return read.project;
  };
  const currentRoot = (): string => openProject()?.rootPath ?? latest?.project.rootPath ?? rootPath();

  return {
    rootPath: currentRoot,
    uri: () => {
      const path = currentRoot();
      // A name made of an address is no path.
      return uri === null || pathOfUri(uri) !== null ? pathToFileURL(path).href : uri;
    },
    planned: (view) => {
      const project = openProject() ?? latest?.project ?? readProject(rootPath());
      if (project === null) return null;
      if (latest !== null && hasSameFigures(latest.project, project) && latest.view === view) return latest.planned;
      latest = { project, view, planned: plannedConfigOf(project.analysis, view, now()) };
      return latest.planned;
    },
  };
}

/** Figures of a server that came since are no change of the config. */
function hasSameFigures({ analysis: before }: Project, { analysis: after }: Project): boolean {
  return before.model === after.model && before.figures === after.figures && before.host === after.host;
}
