import { kindOf, kinds, namedKinds, references, type Spot } from './kinds';
import { type ConfigMaker, declared, join, type Parts } from './maker';
import { raw, render, type Statement, statement } from './statements';

/** Statements in files of their own, included one after the other where their kind belongs. */
function included(
  maker: ConfigMaker,
  about: string,
  spot: Spot,
  files: readonly (readonly Statement[])[],
  uses: Parts = {},
): void {
  const folder = maker.folder();
  const texts = Object.fromEntries(
    files.map((file, index) => [`${folder}/${index}.conf`, `\n\n${render(file, maker.random)}`]),
  );
  const includes = files.map((_, index) => statement('include', `${folder}/${index}.conf`));
  maker.add(about, join({ [spot]: includes }, uses), texts);
}

/** Zones and mistakes in included files, files included twice, and patterns. */
export function includes(maker: ConfigMaker): void {
  for (const kind of kinds) {
    const zone = (size: string): Statement => kind.declare('inc', size);
    const spot: Spot = kind.spot === 'http-upstream' ? 'http' : kind.spot === 'stream-upstream' ? 'stream' : kind.spot;
    included(maker, 'included, valid', spot, [[zone('1m')]]);
    included(maker, 'included, bad size', spot, [[statement('include', 'none-*.conf')], [zone('1x')]]);
    included(maker, 'included, declared twice', spot, [[zone('1m')], [zone('1m')]]);
    included(maker, 'included, two sizes', spot, [[zone('1m')], [], [zone('2m')]]);
    // A cache's path and an upstream's name may not come twice, whatever the zone is.
    const isUnique = kind.id.endsWith('_cache_path') || kind.spot.endsWith('upstream');
    const folder = maker.folder();
    const once = { [`${folder}/again.conf`]: render([zone('1m')], null) };
    if (!isUnique)
      maker.add(
        'one file included twice',
        { [spot]: [1, 2].map(() => statement('include', `${folder}/again.conf`)) },
        once,
      );
    const patterned = maker.folder();
    const numbered = {
      [`${patterned}/a1.conf`]: render([zone('1m')], null),
      [`${patterned}/a2.conf`]: render([zone('3m')], null),
    };
    maker.add('included by a pattern', { [spot]: [statement('include', `${patterned}/a*.conf`)] }, numbered);
  }
  for (const { refer, spot, kind } of references) {
    included(maker, 'included reference', spot, [[refer('x')]], declared(kindOf(kind), 'x', '1m'));
    included(maker, 'included reference, undeclared', spot, [[], [refer('x')]]);
    included(maker, 'included reference, twice', spot, [[refer('x')], [refer('x')]], declared(kindOf(kind), 'x', '1m'));
  }
}

/** Directives over several lines: nginx counts them where they end. */
export function severalLines(maker: ConfigMaker): void {
  for (const kind of namedKinds) {
    for (const size of ['1m', '1x', '1k']) {
      const { args } = kind.directive('spread', size);
      const one: Statement = { args, isSpread: true };
      const parts: Parts = kind.spot.endsWith('upstream') ? { [kind.spot]: [one] } : { [kind.spot]: [one] };
      maker.add('over several lines', parts);
    }
    maker.add('over several lines', { [kind.spot]: [raw(`${kind.directive('crlf', '1x').args.join('\r\n')}\r\n;`)] });
  }
}

/** Text that only looks like a zone, and values that may be filled in later. */
export function lookalikes(maker: ConfigMaker): void {
  const harmless = [
    '# lua_shared_dict dogs 1x;',
    'map $uri $a { default 1; limit_req_zone zone=a:1x; zone 1; }',
    "log_format l 'lua_shared_dict dogs 1x; limit_req zone=none;';",
    'init_by_lua_block { -- lua_shared_dict dogs 1x;\n local s = "limit_req zone=none" }',
    'types { text/x zone lua_shared_dict; }',
  ];
  for (const text of harmless) maker.add('looks like a zone', { http: [raw(text)] });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that is what templates look like
  const placeholders = ['${SIZE}', '{{ size }}', '$(size)', '<%= size %>', '@SIZE@', '__SIZE__'];
  for (const text of placeholders) {
    maker.add('a placeholder for the size', { http: [raw(`lua_shared_dict dogs '${text}';`)] });
    maker.add('a placeholder for the size', { http: [raw(`limit_conn_zone $uri 'zone=a:${text}';`)] });
  }
}
