import { describe, expect, test } from 'vitest';
import { type Analysis, analyze, DEFAULT_SETTINGS } from '../../../../server/src/features/analysis';
import { type Diagnosis, diagnose, diagnoseByFile } from '../../../../server/src/features/diagnostics/diagnose';
import { httpModel, ROOT } from '../../zones/modelOf';
import { AMPLE_HOST } from './check';

type Files = Readonly<Record<string, string>>;

function analysisOf(text: string, files: Files = {}): Analysis {
  return analyze(httpModel(text, { files }), AMPLE_HOST, DEFAULT_SETTINGS);
}

const SCRIPTS = {
  'z.conf': 'limit_conn x y z;',
  'a.conf': 'limit_conn x y z;',
  'b.lua': 'local a = ngx.shared.missing',
  'a.lua': '       ngx.shared.missing:get(1)',
};

describe('problems by file', () => {
  test('come in the order of reading, scripts last', () => {
    const text = 'include z.conf; include a.conf; init_by_lua_file b.lua; init_by_lua_file a.lua; limit_conn x y z;';
    const { problemsByFile } = diagnoseByFile(analysisOf(text, SCRIPTS));
    expect([...problemsByFile.keys()]).toEqual([
      ROOT,
      ...['z.conf', 'a.conf', 'b.lua', 'a.lua'].map((name) => `/etc/nginx/${name}`),
    ]);
    for (const [path, problems] of problemsByFile) {
      expect(problems.every((problem) => problem.path === path)).toBe(true);
      expect(problems.map(({ range }) => range.start)).toEqual(
        problems.map(({ range }) => range.start).sort((a, b) => a - b),
      );
    }
  });

  test('are all there are, in the same order', () => {
    const analysis = analysisOf('include z.conf; lua_shared_dict unused 1m; limit_conn x 1', SCRIPTS);
    const { problemsByFile } = diagnoseByFile(analysis);
    expect(diagnose(analysis)).toEqual([...problemsByFile.values()].flat());
    expect(diagnose(analysis).length).toBeGreaterThan(2);
  });

  test('a file without any is not there', () => {
    expect([...diagnoseByFile(analysisOf('include a;', { a: 'root /;' })).problemsByFile]).toEqual([]);
  });
});

describe('the list of a file', () => {
  const files = { 'a.conf': 'lua_shared_dict dogs 1m;', 'b.conf': 'lua_shared_dict dogs 2m; lua_shared_dict cats 1g;' };
  const diagnosed = (text: string, previous?: Diagnosis): Diagnosis =>
    diagnoseByFile(analysisOf(text, files), previous);
  const listOf = (diagnosis: Diagnosis, name: string): unknown => diagnosis.problemsByFile.get(`/etc/nginx/${name}`);

  test('is the same object where its problems are all the same', () => {
    const before = diagnosed('include a.conf;\ninclude b.conf;');
    const after = diagnosed('include a.conf;\ninclude b.conf;\nlimit_conn x y z;', before);
    expect(listOf(before, 'b.conf')).toHaveLength(2);
    expect(listOf(after, 'b.conf')).toBe(listOf(before, 'b.conf'));
    expect(after.problemsByFile.size).toBe(before.problemsByFile.size + 1);
  });

  test('is another where what it points to in another file has moved', () => {
    const text = 'include a.conf;\ninclude b.conf;';
    const before = diagnosed(text);
    const moved = { ...files, 'a.conf': ' lua_shared_dict dogs 1m;' };
    const after = diagnoseByFile(analysisOf(text, moved), before);
    expect(listOf(after, 'b.conf')).not.toEqual(listOf(before, 'b.conf'));
  });

  test('is there no more where they are all mended', () => {
    const before = diagnosed('include a.conf;\ninclude b.conf;');
    const mended = { 'a.conf': 'root /;', 'b.conf': 'root /;' };
    expect(diagnoseByFile(analysisOf('include a.conf;\ninclude b.conf;', mended), before).problemsByFile.size).toBe(0);
  });
});
