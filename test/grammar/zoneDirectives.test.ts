import { expect, test } from 'vitest';
import { zoneKinds } from '../../server/src/zones/catalogue';
import type { ReferenceRule, ZoneGrammar, ZoneKind } from '../../server/src/zones/zoneKind';
import { loadGrammar, scopeOf, tokensOf } from './support/grammar';

const grammar = await loadGrammar();

/** Directives that mostly stand without a zone, so they are coloured as all others. */
const MOSTLY_WITHOUT_ZONE = new Set(['resolver', 'sticky', 'graphite_config']);

/** Words that other modules use for something else, so their first argument is not coloured as a name. */
const COMMON_WORDS = new Set(['status']);

interface Sample {
  readonly statement: string;
  /** Null where the grammar has no rule for a name at this place. */
  readonly name: string | null;
  readonly size: string | null;
}

/** A declaration as the catalogue describes it. */
function declarationSample(kind: ZoneKind, grammar: ZoneGrammar): Sample | null {
  const words: string[] = [];
  if (kind.firstArgument !== undefined) words.push(kind.firstArgument);
  const put = (argument: number, word: string) => {
    while (words.length < argument - 1) words.push('$value');
    words[argument - 1] = word;
  };
  let name: string | null = 'my-zone';
  let size: string | null = '64';
  switch (grammar.form) {
    case 'keyed':
      words.push(`${grammar.prefix}${name}:${size}m`);
      break;
    case 'spec':
      put(grammar.argument, `${name}:${size}m`);
      break;
    case 'positional':
      put(Math.min(grammar.nameArgument, grammar.sizeArgument), '');
      put(grammar.nameArgument, name);
      put(grammar.sizeArgument, `${size}m`);
      if (grammar.nameArgument !== 1) name = null;
      break;
    case 'separate':
      words.push(`${grammar.namePrefix}${name}`, `${grammar.sizePrefix}${size}m`);
      break;
    case 'sizeOnly':
      put(grammar.sizeArgument, `${grammar.sizePrefix ?? ''}${size}m`);
      name = null;
      break;
    case 'nameOnly':
      put(grammar.nameArgument, `${grammar.namePrefix ?? ''}${name}`);
      size = null;
      break;
    default:
      return null;
  }
  return { statement: `${kind.directive} ${words.join(' ')};`, name, size };
}

const declarations = zoneKinds.flatMap((kind) => {
  const sample = kind.directive === null ? null : declarationSample(kind, kind.grammar);
  return sample === null ? [] : [{ directive: kind.directive ?? '', ...sample }];
});

/** Servers share directives, so the same sample comes more than once. */
const once = <T extends { readonly statement: string }>(samples: readonly T[]): T[] => [
  ...new Map(samples.map((sample) => [sample.statement, sample])).values(),
];

test('the catalogue has declarations to try', () => {
  expect(once(declarations).length).toBeGreaterThan(80);
});

test.each(once(declarations))('colours directive, name and size of $statement', (sample) => {
  const tokens = tokensOf(grammar, sample.statement);
  const directiveScope = MOSTLY_WITHOUT_ZONE.has(sample.directive)
    ? 'keyword.other.directive.nginx'
    : 'keyword.other.directive.zone.nginx';
  expect(scopeOf(tokens, sample.directive)).toBe(directiveScope);
  if (sample.name !== null) expect(scopeOf(tokens, sample.name)).toBe('entity.name.type.zone.nginx');
  if (sample.size !== null) {
    expect(scopeOf(tokens, sample.size)).toMatch(/^constant\.numeric\b/);
    expect(scopeOf(tokens, 'm')).toBe('keyword.other.unit.nginx');
  }
});

function referenceSample({ directive, at }: ReferenceRule): { statement: string; names: string[] } | null {
  switch (at.form) {
    case 'keyed':
      return { statement: `${directive} $value ${at.prefix}my-zone;`, names: ['my-zone'] };
    case 'argument':
      return { statement: `${directive} ${'$value '.repeat(at.argument - 1)}my-zone;`, names: ['my-zone'] };
    case 'allArguments':
      return { statement: `${directive} my-zone other-zone;`, names: ['my-zone', 'other-zone'] };
    default:
      return null;
  }
}

const references = zoneKinds
  .flatMap((kind) => kind.references)
  .filter(({ directive }) => !COMMON_WORDS.has(directive))
  .flatMap((rule) => referenceSample(rule) ?? []);

test.each(once(references))('colours the names in $statement', ({ statement, names }) => {
  const tokens = tokensOf(grammar, statement);
  for (const name of names) expect(scopeOf(tokens, name)).toMatch(/^entity\.name\.type\.zone\b/);
});

test.each([
  'limit_conn off;',
  'proxy_cache off;',
  'proxy_cache $which;',
  'ssl_session_cache off;',
  'vod_response_cache off;',
  'location /zone=one:10m { }',
])('finds no name of a zone in %s', (statement) => {
  const scopes = tokensOf(grammar, statement).flatMap((token) => token.scopes);
  expect(scopes.filter((scope) => scope.startsWith('entity.name.type.zone'))).toEqual([]);
});

test.each(['limit_req', 'limit_conn', 'proxy_cache', 'worker_processes', 'keyval', 'access_log', 'zoned', 'my_zones'])(
  '%s is no zone directive',
  (directive) => {
    expect(scopeOf(tokensOf(grammar, `${directive} x;`), directive)).toBe('keyword.other.directive.nginx');
  },
);
