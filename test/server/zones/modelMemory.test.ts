import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../server/src/features/analysis';
import { AMPLE_HOST } from '../features/diagnostics/check';
import { type EditMaker, freshVersion, nextVersion } from './incremental/chain';
import { ROOT } from './incremental/randomConfig';
import { buildOf } from './modelOf';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const CIRCUMSTANCES = { build: buildOf('nginx/1.22.1'), host: AMPLE_HOST, settings: DEFAULT_SETTINGS };

const COMMENTS = `# ${'nothing to see here '.repeat(20)}\n`.repeat(1000);

/** A text with names that no other version has, all long enough for a part of the text to stand for them. */
function textOf(version: number): string {
  const name = `a_name_of_version_${version}`;
  const directives = [
    `limit_req zone=the_zone_of_${name} the_parameter_of_${name};`,
    `limit_req "zone=the_quoted_zone_of_${name}";`,
    `limit_req_zone $the_key_of_${name} zone=the_declared_zone_of_${name}:1m rate=x;`,
    `lua_shared_dict the_dict_of_${name} the_size_of_${name};`,
    `access_by_lua_block { local a = ngx.shared.the_reference_of_${name}:get("the_string_of_${name}") }`,
    `access_by_lua 'return ngx.shared.the_inline_reference_of_${name}';`,
    `upstream the_upstream_of_${name} { zone the_upstream_zone_of_${name} 64k; server the.server.of.${name}; }`,
    `include the/include/of/${name};`,
  ];
  const text = `events {}\nhttp {\n${COMMENTS}${directives.join('\n')}\n${COMMENTS}}\n`;
  // A text of its own, that no other holds parts of.
  return Buffer.from(text, 'latin1').toString('latin1');
}

test.each<EditMaker>(['compared', 'none'])('versions that are gone leave their memory (edit %s)', (maker) => {
  let version = freshVersion(new Map([[ROOT, textOf(0)]]), CIRCUMSTANCES);
  const usedAfter = (from: number, to: number): number => {
    for (let number = from; number < to; number++) {
      version = nextVersion(version, new Map([[ROOT, textOf(number)]]), [ROOT], CIRCUMSTANCES, maker);
    }
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const before = usedAfter(1, 10);
  const grown = usedAfter(10, 50) - before;
  expect(version.analysis.model.references.length).toBe(4);
  // Of each version less than a tenth of its text.
  expect(grown / 40).toBeLessThan(textOf(0).length / 10);
});
