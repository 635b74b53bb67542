import { posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  type Disposable,
  type FileSystemWatcher,
} from 'vscode-languageserver/node';
import { isGlobPattern } from '../config/glob';
import type { Project } from '../session/project';
import type { Session } from '../session/session';
import { pathOfUri } from './uris';

/** Folders that are watched one by one; a config over more of them is watched by its own folder as a whole. */
const MOST_FOLDERS = 200;

/** Main configs that may come to be above a file that is open. */
const ROOT_NAMES = '{nginx,openresty,angie}.conf';

/** Watches the files that the session's configs are made of. */
export interface FileWatching {
  /** Watches what the configs are made of now. */
  follow(): void;
}

/**
 * Has the editor tell of changes on disk.
 *
 * @param canWatch the editor takes such wishes
 * @param changed called after the session was told of changes
 */
export function watchFiles(
  connection: Connection,
  session: Session,
  canWatch: () => boolean,
  folders: () => readonly string[],
  changed: () => void,
  failed: (what: string, error: unknown) => void,
): FileWatching {
  let watched = '';
  let registration: Promise<Disposable> | null = null;
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const open = new Set(session.documents().map(({ uri }) => uri));
    // The editor tells itself what becomes of the documents that it has open.
    const paths = changes.flatMap(({ uri }) => (open.has(uri) ? [] : (pathOfUri(uri) ?? [])));
    if (paths.length === 0) return;
    session.diskChanged(paths);
    changed();
  });
  return {
    follow: () => {
      if (!canWatch()) return;
      const watchers = watchersFor(session.projects(), folders());
      const key = JSON.stringify(watchers);
      if (key === watched) return;
      watched = key;
      const before = registration;
      const next = connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
      // The new watch is set before the old one goes, so that nothing is missed between them.
      registration = next.then(async (made) => {
        (await before)?.dispose();
        return made;
      });
      registration.catch((error: unknown) => failed('watching files', error));
    },
  };
}

function watchersFor(projects: readonly Project[], folders: readonly string[]): FileSystemWatcher[] {
  const watched = foldersOf(projects);
  const inside = watched.length <= MOST_FOLDERS ? watched.map((path) => watcher(path, '*')) : wholeFolders(projects);
  return [...folders.map((path) => watcher(path, `**/${ROOT_NAMES}`)), ...inside];
}

function wholeFolders(projects: readonly Project[]): FileSystemWatcher[] {
  return [...new Set(projects.map(({ config }) => config.folder))].sort().map((path) => watcher(path, '**/*'));
}

function watcher(path: string, pattern: string): FileSystemWatcher {
  return { globPattern: { baseUri: pathToFileURL(path).href, pattern } };
}

/** Folders in which a file that comes, goes or changes makes another config. */
function foldersOf(projects: readonly Project[]): string[] {
  const folders = new Set<string>();
  for (const { config, analysis } of projects) {
    for (const path of config.files.keys()) folders.add(posix.dirname(path));
    for (const path of analysis.model.scripts.files.keys()) folders.add(posix.dirname(path));
    for (const targets of config.includes.values()) {
      for (const { pattern } of targets.values()) folders.add(fixedFolder(pattern));
    }
    if (folders.size > MOST_FOLDERS) break;
  }
  return [...folders].filter((folder) => folder !== '/').sort();
}

/** The folder above the first part of a pattern that stands for several names. */
function fixedFolder(pattern: string): string {
  let folder = posix.dirname(pattern);
  while (isGlobPattern(folder)) folder = posix.dirname(folder);
  return folder;
}
