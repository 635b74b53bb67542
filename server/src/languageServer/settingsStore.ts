import { posix } from 'node:path';
import { type Connection, MessageType, ShowMessageNotification } from 'vscode-languageserver/node';
import { messageOf } from '../errorText';
import { DEFAULT_SETTINGS } from '../features/analysis';
import { t } from '../l10n';
import type { ProjectSetup } from '../session/project';
import { DEFAULT_FOLDER_SETTINGS, type FolderSettings, readSettings } from '../session/settings';
import { resolveTarget, type Target } from '../session/target';
import { pathOfUri } from './uris';

/** The person's settings by folder, and what follows from them. */
export interface SettingsStore {
  /** Asks the editor for the settings of its folders; what is wrong with them is told once. */
  fetch(): Promise<void>;
  /** The machine may have changed since it was looked at. */
  forgetMachine(): void;
  setupOf(path: string): ProjectSetup;
  /** The section `zoneLens` as it holds for the window, unchecked. */
  window(): unknown;
  /** Folders that are open, as paths. */
  folders(): readonly string[];
}

interface Folder {
  /** Empty for what holds outside of all folders. */
  readonly path: string;
  readonly settings: FolderSettings;
}

const SECTION = 'zoneLens';

/**
 * A store over an editor's connection.
 *
 * @param canAsk the editor answers `workspace/configuration`
 */
export function createSettingsStore(
  connection: Connection,
  canAsk: () => boolean,
  folderUris: () => readonly string[],
): SettingsStore {
  let folders: readonly Folder[] = [{ path: '', settings: DEFAULT_FOLDER_SETTINGS }];
  let setups = new Map<FolderSettings, ProjectSetup>();
  let window: unknown;
  const told = new Set<string>();
  const tell = (fault: string): void => {
    if (told.has(fault)) return;
    told.add(fault);
    connection.console.warn(fault);
    void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message: fault });
  };
  return {
    fetch: async () => {
      const uris = folderUris();
      const sections: unknown[] = canAsk()
        ? await connection.workspace.getConfiguration([
            { section: SECTION },
            ...uris.map((scopeUri) => ({ scopeUri, section: SECTION })),
          ])
        : [];
      window = sections[0];
      folders = ['', ...uris].map((uri, index): Folder => {
        const path = pathOfUri(uri);
        const { settings, faults } = readSettings(sections[index], path);
        for (const fault of faults) tell(fault);
        return { path: path ?? '', settings };
      });
      setups = new Map();
    },
    forgetMachine: () => {
      setups = new Map();
    },
    setupOf: (path) => {
      const { settings } = folderOf(folders, path);
      const known = setups.get(settings);
      if (known !== undefined) return known;
      const setup: ProjectSetup = {
        settings,
        target: targetOf(settings, tell),
        analysisSettings: {
          ...DEFAULT_SETTINGS,
          zoneSharePercent: settings.zoneSharePercent,
          entrySizes: settings.entrySizes,
        },
      };
      setups.set(settings, setup);
      return setup;
    },
    window: () => window,
    folders: () => folders.flatMap(({ path }) => (path === '' ? [] : [path])),
  };
}

/** The innermost folder that holds a path, or what holds outside of all. */
function folderOf(folders: readonly Folder[], path: string): Folder {
  const holders = folders.filter((folder) => folder.path === '' || path.startsWith(posix.join(folder.path, '/')));
  const [outermost = { path: '', settings: DEFAULT_FOLDER_SETTINGS }] = holders;
  return holders.reduce((best, folder) => (folder.path.length > best.path.length ? folder : best), outermost);
}

function targetOf(settings: FolderSettings, tell: (fault: string) => void): Target {
  const { memoryBytes, pageSizeBytes, build, prefix, withCompat } = settings;
  try {
    const target = resolveTarget({ memoryBytes, pageSizeBytes, build, prefix });
    return withCompat === undefined ? target : { ...target, build: { ...target.build, withCompat } };
  } catch (error) {
    tell(t('The settings zoneLens.target.* are not used: {0}', messageOf(error)));
    return resolveTarget({ memoryBytes: undefined, pageSizeBytes: undefined, build, prefix });
  }
}
