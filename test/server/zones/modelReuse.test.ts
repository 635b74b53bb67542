import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../server/src/features/analysis';
import { AMPLE_HOST } from '../features/diagnostics/check';
import { type Circumstances, type EditMaker, freshVersion, nextVersion, type Version } from './incremental/chain';
import { plainDiagnosis, plainFigures, plainModel } from './incremental/plainModel';
import { ROOT } from './incremental/randomConfig';
import { buildOf } from './modelOf';

const CIRCUMSTANCES: Circumstances = {
  build: buildOf('nginx/1.22.1'),
  host: AMPLE_HOST,
  settings: DEFAULT_SETTINGS,
};

/** Files by their names beside the root; the root's own text is that of ''. */
type Files = Readonly<Record<string, string>>;

function pathsOf(files: Files): Map<string, string> {
  return new Map(Object.entries(files).map(([name, text]) => [name === '' ? ROOT : `/etc/nginx/${name}`, text]));
}

/** Goes from each version of some files to the next, and checks each against what working it out anew gives. */
function follow(versions: readonly Files[], maker: EditMaker = 'compared'): Version[] {
  const [first = new Map<string, string>(), ...more] = versions.map(pathsOf);
  const reached = [freshVersion(first, CIRCUMSTANCES)];
  let before = first;
  for (const files of more) {
    const older = before;
    const changed = [...files.keys()].filter((path) => files.get(path) !== older.get(path));
    const version = nextVersion(reached.at(-1) as Version, files, changed, CIRCUMSTANCES, maker);
    const fresh = freshVersion(files, CIRCUMSTANCES);
    expect(plainModel(version.analysis.model)).toEqual(plainModel(fresh.analysis.model));
    expect(plainFigures(version.analysis)).toEqual(plainFigures(fresh.analysis));
    expect(plainDiagnosis(version.diagnosis)).toEqual(plainDiagnosis(fresh.diagnosis));
    reached.push(version);
    before = files;
  }
  return reached;
}

const http = (text: string): string => `events {}\nhttp {\n${text}\n}\n`;

const codesOf = ({ diagnosis }: Version): string[] =>
  [...diagnosis.problemsByFile.values()].flat().map(({ code }) => code);

describe.each<EditMaker>(['compared', 'parsed', 'none'])(
  'what changes around what stays the same (edit %s)',
  (maker) => {
    test.each<[string, readonly Files[]]>([
      [
        'a comment beside a declaration',
        [{ '': http('lua_shared_dict a 5m; # 5 MB') }, { '': http('lua_shared_dict a 5m; # 6 MB') }],
      ],
      [
        'a comment above a declaration',
        [{ '': http('# 6 MB\nlua_shared_dict a 5m;') }, { '': http('# 5 MB\nlua_shared_dict a 5m;') }],
      ],
      [
        'the block around a use',
        [
          { '': http('server {\nlocation / {\nlimit_conn a 1;\n}\n}') },
          { '': http('server {\nmap $a $b {\nlimit_conn a 1;\n}\n}') },
          { '': http('server {\nlocation / {\nlimit_except GET {\nlimit_conn a 1;\n}\n}\n}') },
        ],
      ],
      [
        'the server around an upstream',
        [
          { '': http('upstream u { zone u 64k; server 127.0.0.1; }') },
          { '': 'stream { upstream u { zone u 64k; server 127.0.0.1; } }' },
        ],
      ],
      [
        'the other servers of an upstream',
        [
          { '': http('upstream u { zone u 64k;\nserver 127.0.0.1; }') },
          { '': http('upstream u { zone u 64k;\nserver 127.0.0.1; server 127.0.0.2; }') },
          { '': http('upstream u { zone u 64k;\nserver 127.0.0.1; server 127.0.0.2 backup; }') },
        ],
      ],
      [
        'servers of an upstream in another file',
        [
          { '': http('upstream u { zone u 64k; include s; }'), s: 'server 127.0.0.1;' },
          { '': http('upstream u { zone u 64k; include s; }'), s: 'server 127.0.0.1; server 127.0.0.2;' },
        ],
      ],
      [
        'letters in Lua code, none more and none less',
        [
          { '': http('init_by_lua_block {\nngx.shared.cats:get(1)\n}') },
          { '': http('init_by_lua_block {\nngx.shared.dogs:get(1)\n}') },
        ],
      ],
      [
        'a script that no config file tells of',
        [
          { '': http('init_by_lua_file a.lua;'), 'a.lua': 'ngx.shared.cats:get(1)' },
          { '': http('init_by_lua_file a.lua;'), 'a.lua': 'ngx.shared.dogs:get(1)' },
          { '': http('init_by_lua_file a.lua;') },
        ],
      ],
      [
        'a module that brings a zone',
        [
          { '': http('lua_shared_dict memstore 1m;') },
          { '': `load_module modules/ngx_nchan_module.so;\n${http('lua_shared_dict memstore 1m;')}` },
        ],
      ],
      [
        'a variable with which a zone grows',
        [
          { '': http('nchan_shared_memory_size 1m;\nnchan_message_timeout 1h;') },
          { '': http('nchan_shared_memory_size 1m;\nnchan_message_timeout $t;') },
        ],
      ],
      [
        'the key of a zone',
        [
          { '': http('limit_conn_zone $binary_remote_addr zone=a:1m;') },
          { '': http('limit_conn_zone $request_uri zone=a:1m;') },
        ],
      ],
      [
        'a template in another file, which may leave out what stands twice',
        [
          { '': http('include a;\ninclude b;'), a: 'server { limit_conn x 1; limit_conn x 2; }', b: '# x' },
          { '': http('include a;\ninclude b;'), a: 'server { limit_conn x 1; limit_conn x 2; }', b: '# {% if x %}' },
        ],
      ],
      [
        'a brace in another file, without which nobody knows which block is which',
        [
          {
            '': http('server { include a; }\ninclude b;'),
            a: 'lua_shared_dict x 1m;\nlimit_req_zone $a zone=a:1m;',
            b: '',
          },
          {
            '': http('server { include a; }\ninclude b;'),
            a: 'lua_shared_dict x 1m;\nlimit_req_zone $a zone=a:1m;',
            b: 'server {',
          },
        ],
      ],
      [
        'a brace in another file, without which no use is misplaced',
        [
          { '': `include a;\n${http('include b;')}`, a: 'limit_req zone=a;', b: '' },
          { '': `include a;\n${http('include b;')}`, a: 'limit_req zone=a;', b: 'server {' },
        ],
      ],
      ['the root, which turns into a fragment', [{ '': http('limit_conn a 1;') }, { '': 'limit_conn a 1;' }]],
    ])('%s', (_, versions) => {
      const [first, ...more] = follow(versions, maker);
      // Something does change, or the case would show nothing.
      for (const version of more) expect(plainOf(version)).not.toEqual(plainOf(first as Version));
    });
  },
);

const plainOf = (version: Version): unknown => [
  plainModel(version.analysis.model),
  plainFigures(version.analysis),
  plainDiagnosis(version.diagnosis),
];

describe('files that are included', () => {
  const limits = 'server {\nlimit_conn a 1;\n}\n';

  test('twice are two readings, which keep their order when other files come before them', () => {
    follow([
      { '': http('include none;\ninclude a;\ninclude a;'), a: limits, none: '' },
      { '': http('include none;\ninclude none;\ninclude a;\ninclude a;'), a: limits, none: '' },
      { '': http('include a;\ninclude none;\ninclude a;'), a: limits, none: '' },
    ]);
  });

  test('through another file end up in the block of that one', () => {
    const files = { a: 'include b;', b: 'limit_conn a 1;' };
    const [, version] = follow([
      { '': http('include a;\nlimit_conn a 2;'), ...files },
      { '': `pcre_jit on;\n${http('include a;\nlimit_conn a 2;')}`, ...files },
    ]);
    expect(codesOf(version as Version)).toContain('zone-reference-invalid');
  });

  test('twice, each in a block of its own, include others into that block', () => {
    const files = { a: 'server {\ninclude b;\n}', b: 'limit_conn a 1;' };
    const [version] = follow([{ '': http('include a;\ninclude a;'), ...files }]);
    expect(new Set(version?.analysis.model.uses.map(({ block }) => block)).size).toBe(2);
    expect(codesOf(version as Version)).not.toContain('zone-reference-invalid');
  });
});

describe('what is the same is not worked out again', () => {
  const files = { 'a.conf': 'server {\nlimit_conn a 1;\n}\n', 'b.conf': 'limit_conn_zone $uri zone=a:1m;\n' };

  test('files that have not changed keep their readings', () => {
    const [first, second] = follow([
      { '': http('include *.conf;'), ...files },
      { '': `# more\n${http('include *.conf;')}`, ...files },
    ]).map(({ analysis }) => analysis.model.readings);
    expect(second?.slice(1)).toEqual(first?.slice(1));
    second?.slice(1).forEach((reading, index) => {
      expect(reading).toBe(first?.[index + 1]);
    });
    expect(second?.[0]).not.toBe(first?.[0]);
  });

  test('for another server or page size all of it is', () => {
    const before = freshVersion(pathsOf({ '': http('limit_conn a 1;') }), CIRCUMSTANCES);
    const files = pathsOf({ '': http('limit_conn a 1;') });
    for (const other of [{ build: buildOf('angie/1.5.0') }, { host: { ...AMPLE_HOST, pageSizeBytes: 65_536 } }]) {
      const version = nextVersion(before, files, [], { ...CIRCUMSTANCES, ...other }, 'none');
      expect(version.analysis.model.memo).not.toBe(before.analysis.model.memo);
    }
    expect(nextVersion(before, files, [], CIRCUMSTANCES, 'none').analysis.model.memo).toBe(before.analysis.model.memo);
  });
});
