import { describe, expect, test } from 'vitest';
import { declarationText } from '../../../../server/src/features/quickFixes/declarationText';
import { zoneKinds } from '../../../../server/src/zones/catalogue';
import type { ZoneKind } from '../../../../server/src/zones/zoneKind';
import { declaredZones, modelOf } from '../../zones/modelOf';

const NEW = { name: 'fresh', sizeText: '10m', siblingPath: null };

function kindWith(syntax: string): ZoneKind {
  const [kind] = zoneKinds;
  if (kind === undefined) throw new Error('no kind');
  return { ...kind, syntax };
}

describe('declarationText', () => {
  test.each([
    ['a NAME SIZE;', 'a fresh 10m;'],
    ['a KEY zone=NAME:SIZE rate=RATE;', 'a $binary_remote_addr zone=fresh:10m rate=10r/s;'],
    ['a PATH [levels=LEVELS] keys_zone=NAME:SIZE[:file=FILE] [x];', 'a /var/cache/nginx-fresh keys_zone=fresh:10m;'],
    ['a zone=NAME:SIZE [type=[one|two]];', 'a zone=fresh:10m;'],
    ['a NAME [SIZE]; or a NAME:SIZE;', 'a fresh;'],
    ['a NAME $variable SIZE;', 'a fresh $binary_remote_addr 10m;'],
    ['a off | NAME SIZE;', null],
    ['a NAME SIZE { b; }', null],
    ['a NAME ...;', null],
    ['a NAME VALUE SIZE;', null],
    ['', null],
  ])('%s', (syntax, expected) => {
    expect(declarationText(kindWith(syntax), NEW)).toBe(expected);
  });

  test('paths lie beside those of the same kind', () => {
    expect(declarationText(kindWith('a PATH NAME;'), { ...NEW, siblingPath: '/data/cache/one' })).toBe(
      'a /data/cache/fresh fresh;',
    );
    expect(declarationText(kindWith('a PATH NAME;'), { ...NEW, siblingPath: 'one' })).toBe('a fresh fresh;');
  });

  test('what is made of the catalogue declares the zone', () => {
    const made = zoneKinds.flatMap((kind) => {
      const text = kind.references.length === 0 ? null : declarationText(kind, NEW);
      const context = kind.contexts.find((one) => !one.includes('/'));
      return text === null || context === undefined ? [] : [[kind, context, text] as const];
    });
    expect(made.length).toBeGreaterThan(30);
    for (const [kind, context, text] of made) {
      const setup = { banner: kind.product === 'angie' ? 'Angie/1.5.0' : 'nginx/1.22.1' };
      const model = modelOf(`http {}\n${context} {\n${text}\n}\n`, setup);
      const size = kind.size.parser === 'none' || kind.size.parser === 'unknown' ? /^fresh / : /^fresh 10485760$/;
      expect(declaredZones(model).join(), `${kind.id}: ${text}`).toMatch(size);
    }
  });
});
