import { type ConfigFiles, isMainConfig, loadConfigFiles } from '../config/configFiles';
import type { FileEdit, TextChange } from '../config/fileEdit';
import type { FileSystem } from '../config/fileSystem';
import { rootCandidates } from '../config/rootFinder';
import { updateConfigFiles } from '../config/updateFiles';
import type { Analysis } from '../features/analysis';
import type { Problem } from '../features/diagnostics/problem';
import { liveHintsShown } from '../features/inlayHints';
import type { LiveView } from '../shared/liveView';
import { isZoneDirective } from '../zones/zoneModel';
import { type ChangedWindow, changeOf, mergeWindows, windowOf } from './changedWindow';
import { createEditorFiles, type EditorFiles, withByteOrderMark } from './editorFiles';
import { attachProject, makeProject, type Project, type ProjectSetup } from './project';
import { rootOf } from './roots';

/** A document that an editor has open. */
export interface SessionDocument {
  readonly uri: string;
  /** Where it lies, or a name made of its address where it lies in no file system that can be read. */
  readonly path: string;
  /** It is a file on this machine. */
  readonly isFile: boolean;
  /** A script, which is of interest only to the configs that name it. */
  readonly isScript: boolean;
}

/** What a session needs from around it. */
export interface SessionOptions {
  readonly disk: FileSystem;
  /** Narrows what may be read (an untrusted workspace); asked at each reading. */
  readonly restrict: (files: FileSystem, isOpen: (path: string) => boolean) => FileSystem;
  /** What a config is worked out for, by its main file; the same object as long as nothing of it changes. */
  readonly setupOf: (rootPath: string) => ProjectSetup;
  /** The main config that is set for a file. */
  readonly forcedRootOf: (path: string) => string | undefined;
}

/** A document's place in a config. */
export interface Located {
  readonly project: Project;
  readonly analysis: Analysis;
  /** The document's path in the config, which may be another name of the same file. */
  readonly path: string;
}

/**
 * The configs of the open documents, kept up to date while files change. Changes are only noted; {@link Session.update}
 * works out what follows from them, once for all.
 */
export interface Session {
  open(document: SessionDocument, text: string): void;
  /** @param change how the text came out of the one before; null where that is not known */
  change(uri: string, text: string, change: TextChange | null): void;
  close(uri: string): void;
  /** Files changed, appeared or went, whoever did it. */
  diskChanged(paths: readonly string[]): void;
  /** Settings or the target changed: everything is worked out again. */
  reconfigure(): void;
  /**
   * Attaches a main config to a running server, with the latest figures of it; null detaches. Nothing of the text is read
   * again.
   *
   * @returns true where hints or problems may be others now
   */
  setLive(live: AttachedServer | null): boolean;
  /** Works out what the changes since the last call lead to; false where there were none. */
  update(): boolean;
  documents(): readonly SessionDocument[];
  projects(): readonly Project[];
  /** The config that a document belongs to; null for a script that no config names. Up to date after `update`. */
  locate(uri: string): Located | null;
  /** The path of a document as the file system has it: other names of it lead to the same. */
  realPathOf(path: string): string;
  /** Problems by path, of all configs. */
  problems(): ReadonlyMap<string, PathProblems>;
}

/** A running server, and the main config that is attached to it. */
export interface AttachedServer {
  /** Null where it is none of this machine. */
  readonly rootPath: string | null;
  readonly view: LiveView;
}

export interface PathProblems {
  readonly project: Project;
  readonly problems: readonly Problem[];
}

/** More changes at once, and asking the disk anew is cheaper than finding out what each of them means. */
const MOST_SINGLE_CHANGES = 50;

interface OpenDocument extends SessionDocument {
  text: string;
}

interface PendingChange {
  readonly document: OpenDocument;
  /** What changed since the last update; null where that is not known. */
  readonly window: ChangedWindow | null;
}

/** An empty session. */
export function createSession(options: SessionOptions): Session {
  const files = createEditorFiles(options.disk);
  const documents = new Map<string, OpenDocument>();
  const openPaths = new Set<string>();
  const visible = options.restrict(files, (path) => openPaths.has(path));
  const pending = new Map<string, PendingChange>();
  let projects = new Map<string, Project>();
  let located = new Map<string, string>();
  /** Configs that were looked at when roots were last settled, whether they became projects or not. */
  let looked = new Map<string, ConfigFiles>();
  let isStructureStale = false;
  let attached: AttachedServer | null = null;

  const liveOf = (rootPath: string): LiveView | null => (attached?.rootPath === rootPath ? attached.view : null);

  const known = (rootPath: string): ConfigFiles['files'] | undefined =>
    (projects.get(rootPath)?.config ?? looked.get(rootPath))?.files;

  /** Settles which configs there are and what is in them; texts that are known are not read again. */
  const reload = (): void => {
    const allKnown = new Map([...projects.values()].flatMap(({ config }) => [...config.files]));
    const loaded = new Map<string, ConfigFiles | null>();
    const load = (rootPath: string): ConfigFiles | null => {
      const before = loaded.get(rootPath);
      if (before !== undefined) return before;
      const text = visible.readFile(rootPath);
      const config = text.found
        ? loadConfigFiles(visible, rootPath, text.text, {
            isMarked: isZoneDirective,
            known: known(rootPath) ?? allKnown,
          })
        : null;
      loaded.set(rootPath, config);
      return config;
    };
    const next = new Map<string, Project>();
    const nextLocated = new Map<string, string>();
    const add = (rootPath: string): Project | null => {
      const made = next.get(rootPath);
      if (made !== undefined) return made;
      const config = load(rootPath);
      if (config === null) return null;
      const project = makeProject(visible, config, options.setupOf(rootPath), liveOf(rootPath), projects.get(rootPath));
      next.set(rootPath, project);
      return project;
    };
    const scripts: OpenDocument[] = [];
    for (const document of documents.values()) {
      if (document.isScript) scripts.push(document);
      else if (document.isFile) {
        const root = rootOf(visible, document.path, options.forcedRootOf(document.path), load);
        if (add(root) !== null) nextLocated.set(document.uri, root);
      } else {
        next.set(document.path, makeLoneProject(document, options.setupOf(document.path), projects.get(document.path)));
        nextLocated.set(document.uri, document.path);
      }
    }
    for (const document of scripts) {
      const owner = [...next.values()].find((project) => scriptPath(files, project, document.path) !== null);
      const root = owner?.rootPath ?? rootOfScript(document.path, add, next);
      if (root !== null) nextLocated.set(document.uri, root);
    }
    projects = next;
    located = nextLocated;
    looked = new Map([...loaded].flatMap(([path, config]) => (config === null ? [] : [[path, config]])));
  };

  /** The nearest main config above a script that names it. A config that does not is not kept. */
  const rootOfScript = (
    path: string,
    add: (rootPath: string) => Project | null,
    next: Map<string, Project>,
  ): string | null => {
    for (const candidate of rootCandidates(path)) {
      if (next.has(candidate) || visible.kindOf(candidate) !== 'file') continue;
      const project = add(candidate);
      if (project !== null && scriptPath(files, project, path) !== null) return candidate;
      next.delete(candidate);
    }
    return null;
  };

  /** Takes one document's change into the projects that hold it; false where that changes which files there are. */
  const revise = ({ document, window }: PendingChange): boolean => {
    const change = window && changeOf(window, document.text);
    for (const project of [...projects.values()]) {
      const revised = reviseProject(files, visible, project, document, change);
      if (revised === project) continue;
      projects.set(project.rootPath, revised);
      if (!hasSameFiles(project.config, revised.config) || !hasSameScripts(project, revised)) return false;
      const path = configPath(files, project, document.path);
      if (path !== null && isMain(project, path) !== isMain(revised, path)) return false;
    }
    return true;
  };

  const stale = (): void => {
    isStructureStale = true;
  };

  return {
    open: (document, given) => {
      const text = document.isFile ? withByteOrderMark(options.disk, document.path, given) : given;
      documents.set(document.uri, { ...document, text });
      if (document.isFile) {
        openPaths.add(document.path);
        files.setOpen(document.path, text);
      }
      stale();
    },
    change: (uri, given, change) => {
      const document = documents.get(uri);
      if (document === undefined) return;
      const hasMark = document.text.startsWith('\uFEFF') && !given.startsWith('\uFEFF');
      document.text = hasMark ? `\uFEFF${given}` : given;
      if (document.isFile) files.setOpen(document.path, document.text);
      const before = pending.get(uri);
      const window = change === null || before?.window === null ? null : windowOf(change, hasMark ? 1 : 0);
      pending.set(uri, { document, window: before?.window && window ? mergeWindows(before.window, window) : window });
    },
    close: (uri) => {
      const document = documents.get(uri);
      if (document === undefined) return;
      documents.delete(uri);
      pending.delete(uri);
      if (document.isFile) {
        openPaths.delete(document.path);
        files.close(document.path);
        files.forget(document.path);
        // Another name of the same file may still be open.
        for (const other of documents.values()) if (other.isFile) files.setOpen(other.path, other.text);
      }
      stale();
    },
    diskChanged: (paths) => {
      if (paths.length > MOST_SINGLE_CHANGES) files.forgetAll();
      else for (const path of paths) files.forget(path);
      stale();
    },
    reconfigure: stale,
    setLive: (live) => {
      attached = live;
      let isShownAlike = true;
      for (const project of projects.values()) {
        const view = liveOf(project.rootPath);
        if (project.analysis.live === view) continue;
        const revised = attachProject(project, view);
        projects.set(project.rootPath, revised);
        isShownAlike &&= showsSame(project, revised);
      }
      return !isShownAlike;
    },
    update: () => {
      if (!isStructureStale && pending.size === 0) return false;
      const changes = [...pending.values()];
      pending.clear();
      const wasStale = isStructureStale;
      // Should this fail, nothing of it is relied on the next time.
      isStructureStale = true;
      if (wasStale || !changes.every(revise)) reload();
      isStructureStale = false;
      return true;
    },
    documents: () => [...documents.values()],
    projects: () => [...projects.values()],
    locate: (uri) => {
      const document = documents.get(uri);
      if (document === undefined) return null;
      const pathIn = document.isScript ? scriptPath : configPath;
      const own = projects.get(located.get(uri) ?? '');
      for (const project of own === undefined ? projects.values() : [own]) {
        const path = pathIn(files, project, document.path);
        if (path !== null) return { project, analysis: project.analysis, path };
      }
      return null;
    },
    realPathOf: files.realPath,
    problems: () => problemsOf([...projects.values()]),
  };
}

/** What is seen of two states of a project without asking is the same. */
function showsSame(before: Project, after: Project): boolean {
  return (
    before.liveDiagnosis === after.liveDiagnosis && liveHintsShown(before.analysis) === liveHintsShown(after.analysis)
  );
}

function reviseProject(
  files: EditorFiles,
  visible: FileSystem,
  project: Project,
  document: OpenDocument,
  change: TextChange | null,
): Project {
  const { config, setup } = project;
  const { live } = project.analysis;
  if (!document.isFile) {
    return project.rootPath === document.path ? makeLoneProject(document, setup, project, change) : project;
  }
  const path = configPath(files, project, document.path);
  if (path !== null) {
    const changed = { path, text: document.text, change };
    const updated = updateConfigFiles(config, changed, { isMarked: isZoneDirective, fileSystem: visible });
    return makeProject(visible, updated.config, setup, live, project, updated.edit);
  }
  return scriptPath(files, project, document.path) === null
    ? project
    : makeProject(visible, config, setup, live, project);
}

/** The project of a document beside which nothing can be read: its includes are not followed. */
function makeLoneProject(
  { path, text }: OpenDocument,
  setup: ProjectSetup,
  previous?: Project,
  change: TextChange | null = null,
): Project {
  const options = { isMarked: isZoneDirective, followIncludes: false };
  let edit: FileEdit | null = null;
  let config: ConfigFiles;
  if (previous === undefined) config = loadConfigFiles(NOTHING, path, text, options);
  else {
    const update = { ...options, fileSystem: NOTHING };
    ({ config, edit } = updateConfigFiles(previous.config, { path, text, change }, update));
  }
  // What has no place in a file system is the config of no server.
  return makeProject(NOTHING, config, setup, null, previous, edit);
}

const NOTHING: FileSystem = {
  readFile: () => ({ found: false, reason: '2: No such file or directory' }),
  listDirectory: () => null,
  kindOf: () => null,
  realPath: (path) => path,
};

function isMain({ config }: Project, path: string): boolean {
  const tree = config.files.get(path)?.tree;
  return tree !== undefined && isMainConfig(tree);
}

/** A script that is open and was named by none, or by another config, changes its place with this. */
function hasSameScripts(left: Project, right: Project): boolean {
  return hasSameKeys(left.analysis.model.scripts.files, right.analysis.model.scripts.files);
}

function hasSameFiles(left: ConfigFiles, right: ConfigFiles): boolean {
  return left.isWhole === right.isWhole && hasSameKeys(left.files, right.files);
}

function hasSameKeys(left: ReadonlyMap<string, unknown>, right: ReadonlyMap<string, unknown>): boolean {
  if (left.size !== right.size) return false;
  for (const path of left.keys()) if (!right.has(path)) return false;
  return true;
}

/** The name under which a config includes a file; null where it does not. */
function configPath(files: FileSystem, { config }: Project, path: string): string | null {
  if (config.files.has(path)) return path;
  const real = files.realPath(path);
  for (const included of config.files.keys()) if (files.realPath(included) === real) return included;
  return null;
}

function scriptPath(files: FileSystem, { analysis }: Project, path: string): string | null {
  const { scripts } = analysis.model;
  if (scripts.files.has(path)) return path;
  const real = files.realPath(path);
  for (const named of scripts.files.keys()) if (files.realPath(named) === real) return named;
  return null;
}

function problemsOf(projects: readonly Project[]): ReadonlyMap<string, PathProblems> {
  const byPath = new Map<string, PathProblems>();
  for (const project of projects) {
    for (const [path, problems] of project.diagnosis.problemsByFile) {
      const other = byPath.get(path);
      // A file of two open configs: what holds in either is told, once.
      if (other === undefined) byPath.set(path, { project, problems });
      else byPath.set(path, { project, problems: withoutRepetition([...other.problems, ...problems]) });
    }
  }
  return byPath;
}

function withoutRepetition(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ code, range, message }) => {
    const key = JSON.stringify([code, range.start, range.end, message]);
    return !seen.has(key) && seen.add(key);
  });
}
