import { describe, expect, test } from 'vitest';
import { memoryFileSystem } from '../../../server/src/config/fileSystem';
import { DEFAULT_SETTINGS } from '../../../server/src/features/analysis';
import type { Project, ProjectSetup } from '../../../server/src/session/project';
import { createSession, type Session } from '../../../server/src/session/session';
import { DEFAULT_FOLDER_SETTINGS } from '../../../server/src/session/settings';
import type { LiveZone } from '../../../server/src/shared/liveSample';
import { AMPLE_HOST } from '../features/diagnostics/check';
import { filledZone, liveView, liveZone, MB, trendOf, type ViewSetup } from '../features/support/liveView';
import { buildOf, ROOT } from '../zones/modelOf';

const TEXT = 'events {}\nhttp {\n  lua_shared_dict dogs 100m;\n  include more.conf;\n}\n';
const URI = `file://${ROOT}`;
const MORE = '/etc/nginx/more.conf';

function setupFor(): ProjectSetup {
  return {
    settings: DEFAULT_FOLDER_SETTINGS,
    target: { host: AMPLE_HOST, build: buildOf('nginx/1.22.1'), buildSource: '', prefixes: [] },
    analysisSettings: DEFAULT_SETTINGS,
  };
}

/** A session with the root open. */
function open(): { readonly session: Session; readonly reconfigure: () => void } {
  const disk = memoryFileSystem(
    new Map([
      [ROOT, TEXT],
      [MORE, 'lua_shared_dict cats 1m;\n'],
    ]),
  );
  let setup = setupFor();
  const session = createSession({
    disk,
    restrict: (files) => files,
    setupOf: () => setup,
    forcedRootOf: () => undefined,
  });
  session.open({ uri: URI, path: ROOT, isFile: true, isScript: false }, TEXT);
  session.update();
  return {
    session,
    reconfigure: () => {
      setup = setupFor();
      session.reconfigure();
      session.update();
    },
  };
}

function attach(session: Session, zones: readonly LiveZone[], setup: ViewSetup = {}, rootPath = ROOT): boolean {
  return session.setLive({ rootPath, view: liveView(zones, setup) });
}

function project(session: Session): Project {
  const [first] = session.projects();
  if (first === undefined) throw new Error('no project');
  return first;
}

function liveCodes(session: Session): string[] {
  const all = [...session.problems().values()].flatMap(({ problems }) => problems);
  return all.map(({ code }) => code).filter((code) => code.startsWith('live-'));
}

const CATS = liveZone('cats', { inode: 2, sizeBytes: MB });
const FULL = [filledZone('dogs', 0), CATS];

describe('a session that is attached', () => {
  test('has the figures and problems of the server at once, and loses them when it is detached', () => {
    const { session } = open();
    expect(attach(session, FULL)).toBe(true);
    expect(project(session).analysis.live?.server.masterPid).toBe(4242);
    expect(liveCodes(session)).toEqual(['live-zone-full']);
    expect(session.setLive(null)).toBe(true);
    expect(project(session).analysis.live).toBeNull();
    expect(liveCodes(session)).toEqual([]);
    expect(session.setLive(null)).toBe(false);
  });

  test('reads no text again for other figures', () => {
    const { session } = open();
    attach(session, FULL);
    const before = project(session);
    attach(session, [liveZone('dogs'), CATS]);
    const after = project(session);
    expect(after.config).toBe(before.config);
    expect(after.analysis.model).toBe(before.analysis.model);
    expect(after.analysis.figures).toBe(before.analysis.figures);
    expect(after.textDiagnosis).toBe(before.textDiagnosis);
  });

  test('says when nothing that is seen has changed', () => {
    const { session } = open();
    expect(attach(session, [liveZone('dogs'), CATS])).toBe(true);
    const problems = session.problems().get(ROOT)?.problems;
    const later = { sample: { takenAtMs: Date.UTC(2026, 10, 23, 12, 0, 2) } };
    const alike = liveZone('dogs', { loaded: { bytes: 39_022_592 + 4096, exactness: 'exact' } });
    expect(attach(session, [alike, CATS], later)).toBe(false);
    // The latest figures are there all the same, for hovers.
    expect(project(session).analysis.live?.sample.takenAtMs).toBe(later.sample.takenAtMs);
    expect(session.problems().get(ROOT)?.problems).toBe(problems);
    const more = liveZone('dogs', { loaded: { bytes: 40 * MB, exactness: 'exact' } });
    expect(attach(session, [more, CATS], later)).toBe(true);
    expect(attach(session, [more, CATS], { ...later, state: 'stopped' })).toBe(true);
  });

  test('says that a problem came up, where the hints stay as they are', () => {
    const { session } = open();
    attach(session, [liveZone('dogs'), CATS]);
    expect(attach(session, [liveZone('dogs'), CATS], { trends: [trendOf({ failuresPerMinute: 5 })] })).toBe(true);
    expect(liveCodes(session)).toEqual(['live-zone-failures']);
  });

  test('stays so while the text and the settings change', () => {
    const { session, reconfigure } = open();
    attach(session, FULL);
    const text = TEXT.replace('100m', '200m');
    session.change(URI, text, null);
    session.update();
    expect(liveCodes(session)).toEqual(['live-zone-full', 'live-size-differs']);
    reconfigure();
    expect(liveCodes(session)).toEqual(['live-zone-full', 'live-size-differs']);
    session.diskChanged([MORE]);
    session.update();
    expect(project(session).analysis.live).not.toBeNull();
  });

  test('has problems in a file that has no other', () => {
    const { session } = open();
    attach(session, [liveZone('dogs'), liveZone('cats', { inode: 2, sizeBytes: 5 * MB })]);
    const found = session.problems().get(MORE)?.problems ?? [];
    expect(found.map(({ code }) => code)).toContain('live-size-differs');
  });

  test('does not take a server for another config', () => {
    const { session } = open();
    expect(attach(session, FULL, {}, '/srv/nginx.conf')).toBe(false);
    expect(project(session).analysis.live).toBeNull();
  });

  test('takes it once the config is opened', () => {
    const { session } = open();
    session.close(URI);
    session.update();
    expect(attach(session, FULL)).toBe(false);
    session.open({ uri: URI, path: ROOT, isFile: true, isScript: false }, TEXT);
    session.update();
    expect(liveCodes(session)).toEqual(['live-zone-full']);
  });
});
