import { describe, expect, it } from 'vitest';
import { readFromPage, readKept, readTarget } from '../../../client/src/views/dashboardMessages';

const LOOK = { pid: 4242, zoneKey: 'dogs', parts: ['process', 'timeline'], timelineAfter: 17 };
const EMPTY_LOOK = { pid: null, zoneKey: null, parts: [], timelineAfter: null };
const FILE = { fileName: 'slabs.csv', format: 'csv', content: 'a,b' };

describe('readFromPage', () => {
  it.each([
    { type: 'ready', look: LOOK },
    { type: 'look', look: EMPTY_LOOK },
    { type: 'pause', isPaused: true },
    { type: 'export', file: FILE },
    { type: 'copy', text: '1,2', what: 'Slabs' },
    { type: 'go to declaration', zoneKey: 'dogs' },
    { type: 'size zone', zoneKey: 'dogs' },
    { type: 'save snapshot' },
    { type: 'compare' },
    { type: 'stop comparing' },
    { type: 'attach' },
    { type: 'refresh' },
    { type: 'set interval' },
  ])('takes $type', (message) => {
    expect(readFromPage(message)).toEqual(message);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'compare'],
    ['a list', [{ type: 'compare' }]],
    ['no type', { look: LOOK }],
    ['an unknown type', { type: 'run', command: 'workbench.action.terminal.new' }],
    ['a type of the prototype', { type: 'constructor' }],
    ['no look', { type: 'ready' }],
    ['a pid that is a text', { type: 'ready', look: { ...LOOK, pid: '1' } }],
    ['a pid below 0', { type: 'ready', look: { ...LOOK, pid: -1 } }],
    ['a pid that is a fraction', { type: 'ready', look: { ...LOOK, pid: 1.5 } }],
    ['a pid that is no number', { type: 'ready', look: { ...LOOK, pid: Number.NaN } }],
    ['a pid that no system has', { type: 'ready', look: { ...LOOK, pid: 2 ** 31 } }],
    ['a zone that is an object', { type: 'look', look: { ...LOOK, zoneKey: { name: 'dogs' } } }],
    ['a zone without end', { type: 'look', look: { ...LOOK, zoneKey: 'x'.repeat(5000) } }],
    ['an unknown part', { type: 'look', look: { ...LOOK, parts: ['everything'] } }],
    ['parts without end', { type: 'look', look: { ...LOOK, parts: Array(1000).fill('timeline') } }],
    ['a sample that is no number', { type: 'look', look: { ...LOOK, timelineAfter: '17' } }],
    ['a pause that is a text', { type: 'pause', isPaused: 'false' }],
    ['a file that is a program', { type: 'export', file: { ...FILE, format: 'exe' } }],
    ['a file without content', { type: 'export', file: { fileName: 'a', format: 'csv' } }],
    ['a text to copy without end', { type: 'copy', what: 'a', text: 'x'.repeat((8 << 20) + 1) }],
    ['a copy of no text', { type: 'copy', what: 'a', text: 5 }],
    ['a declaration of no zone', { type: 'go to declaration' }],
  ])('ignores %s', (_what, message) => {
    expect(readFromPage(message)).toBeNull();
  });

  it('leaves out what does not belong to a message', () => {
    expect(readFromPage({ type: 'refresh', command: 'rm', look: LOOK })).toEqual({ type: 'refresh' });
  });
});

describe('readTarget', () => {
  it('takes a target, without a zone too', () => {
    const subject = { kind: 'server', serverId: '4242-17' };
    expect(readTarget({ subject })).toEqual({ subject, zoneKey: null });
    expect(readTarget({ subject, zoneKey: 'dogs' })).toEqual({ subject, zoneKey: 'dogs' });
  });

  it('takes the target that a tree item carries', () => {
    const target = { subject: { kind: 'config', uri: 'file:///etc/nginx/nginx.conf' }, zoneKey: 'dogs' };
    expect(readTarget({ label: 'dogs', target })).toEqual(target);
  });

  it.each([
    ['nothing', undefined],
    ['the address of a file, as menus hand it over', { scheme: 'file', path: '/etc/nginx/nginx.conf' }],
    ['a text', 'attached'],
    ['an unknown kind', { subject: { kind: 'everything' } }],
    ['a snapshot, whose text was not read from a file', { subject: { kind: 'snapshot', text: '{}', fileName: 'a' } }],
    ['a config without an address', { subject: { kind: 'config' } }],
    ['a server without a name', { subject: { kind: 'server', serverId: 5 } }],
    ['a zone that is no text', { subject: { kind: 'attached' }, zoneKey: 5 }],
  ])('takes %s for none', (_what, value) => {
    expect(readTarget(value)).toBeNull();
  });
});

describe('readKept', () => {
  it('reads what the host had the page keep', () => {
    const remembered = { configFile: '/etc/nginx/nginx.conf', prefix: null, rootUri: 'file:///etc/nginx/nginx.conf' };
    const kept = { kind: 'remembered', remembered };
    expect(readKept({ pid: 1, zoneKey: null, isPaused: false, choices: {}, kept })).toEqual(kept);
  });

  it('reads the address of a file with the longest path there is', () => {
    const kept = { kind: 'config', uri: `file:///${'%E5%8C%BA'.repeat(1365)}` };
    expect(readKept({ kept })).toEqual(kept);
    expect(readKept({ kept: { ...kept, uri: kept.uri.repeat(2) } })).toBeNull();
  });

  it.each([[undefined], [null], [{}], [{ kept: null }], [{ kept: { kind: 'snapshot', text: '{}', fileName: 'a' } }]])(
    'takes %j for nothing',
    (state) => {
      expect(readKept(state)).toBeNull();
    },
  );
});
