import { describe, expect, test } from 'vitest';
import { createZoneTreeNodes, type ZoneTreeNodes } from '../../../client/src/views/zoneTreeNodes';
import type { ZoneTreeRoot, ZoneTreeZone } from '../../../server/src/shared/zoneTree';

function zone(name: string, changes: Partial<ZoneTreeZone> = {}): ZoneTreeZone {
  return {
    id: `zone ${name}`,
    label: name,
    description: '1 of 10 MB loaded',
    tooltip: [name],
    level: 'fine',
    zoneKey: name,
    declaration: null,
    canBeSized: false,
    figures: name,
    ...changes,
  };
}

function root(name: string, zones: readonly ZoneTreeZone[], changes: Partial<ZoneTreeRoot> = {}): ZoneTreeRoot {
  return {
    id: `root ${name}`,
    kind: 'server',
    label: name,
    description: '1 of 10 MB loaded',
    tooltip: ['3 s ago'],
    state: 'live',
    isAttached: true,
    subject: { kind: 'attached' },
    zones,
    ...changes,
  };
}

/** Nodes that have shown one server with two zones. */
function shownNodes(): ZoneTreeNodes {
  const nodes = createZoneTreeNodes();
  nodes.update({ roots: [root('nginx', [zone('dogs'), zone('cats')])] });
  return nodes;
}

const changedIds = (nodes: ZoneTreeNodes, roots: readonly ZoneTreeRoot[]): readonly string[] | null =>
  nodes.update({ roots })?.map(({ id }) => id) ?? null;

describe('a newer tree has drawn anew', () => {
  test.each([
    ['nothing, where it is the same', [root('nginx', [zone('dogs'), zone('cats')])], []],
    [
      'nothing, where only what nobody sees is another',
      [root('nginx', [zone('dogs', { tooltip: ['new'], figures: 'new' }), zone('cats')], { tooltip: ['4 s ago'] })],
      [],
    ],
    [
      'the zone that has other figures',
      [root('nginx', [zone('dogs'), zone('cats', { description: '2 of 10 MB loaded' })])],
      ['zone cats'],
    ],
    [
      'the zone that fares otherwise, or leads elsewhere',
      [root('nginx', [zone('dogs', { level: 'full' }), zone('cats', { canBeSized: true })])],
      ['zone dogs', 'zone cats'],
    ],
    [
      'the server with all of it, where its own figures are others',
      [root('nginx', [zone('dogs'), zone('cats')], { description: '2' })],
      ['root nginx'],
    ],
    [
      'the server, where its zones stand in another order',
      [root('nginx', [zone('cats'), zone('dogs')])],
      ['root nginx'],
    ],
    ['the server, where a zone has gone', [root('nginx', [zone('dogs')])], ['root nginx']],
    [
      'the server, where it has ended',
      [root('nginx', [zone('dogs'), zone('cats')], { state: 'stopped' })],
      ['root nginx'],
    ],
    ['everything, where a server has come', [root('nginx', []), root('other', [])], null],
    ['everything, where nothing is left', [], null],
  ] as const)('%s', (_, roots, expected) => {
    expect(changedIds(shownNodes(), roots)).toEqual(expected);
  });

  test('a line whose tooltip was shown, once, where that says something else', () => {
    const nodes = shownNodes();
    const [server] = nodes.roots();
    if (server === undefined) throw new Error('no line');
    nodes.tooltipShown(server);
    const aged = (age: string) => [root('nginx', [zone('dogs'), zone('cats')], { tooltip: [age] })];
    expect(changedIds(nodes, aged('3 s ago'))).toEqual([]);
    expect(changedIds(nodes, aged('4 s ago'))).toEqual(['root nginx']);
    expect(changedIds(nodes, aged('5 s ago'))).toEqual([]);
  });
});

describe('lines', () => {
  test('stay the same objects, with the newer figures', () => {
    const nodes = shownNodes();
    const before = nodes.byId('zone cats');
    nodes.update({ roots: [root('nginx', [zone('cats', { description: 'new' })])] });
    expect(nodes.byId('zone cats')).toBe(before);
    expect(before?.zone?.description).toBe('new');
  });

  test('say what a dashboard is opened on', () => {
    const nodes = shownNodes();
    expect(nodes.roots().map(({ target }) => target)).toEqual([{ subject: { kind: 'attached' } }]);
    expect(nodes.byId('zone dogs')?.target).toEqual({ subject: { kind: 'attached' }, zoneKey: 'dogs' });
  });

  test('know what they are under, and are forgotten when they have gone', () => {
    const nodes = shownNodes();
    const [server] = nodes.roots();
    const dogs = nodes.byId('zone dogs');
    if (server === undefined || dogs === null) throw new Error('no line');
    expect(nodes.zonesOf(server).map(({ id }) => id)).toEqual(['zone dogs', 'zone cats']);
    expect(nodes.zonesOf(dogs)).toEqual([]);
    expect(nodes.parentOf(dogs)).toBe(server);
    expect(nodes.parentOf(server)).toBeNull();
    nodes.update({ roots: [] });
    expect(nodes.byId('zone dogs')).toBeNull();
    expect(nodes.parentOf(dogs)).toBeNull();
  });
});
