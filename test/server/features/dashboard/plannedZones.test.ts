import { expect, test } from 'vitest';
import { analyze, DEFAULT_SETTINGS } from '../../../../server/src/features/analysis';
import { plannedZonesOf } from '../../../../server/src/features/dashboard/plannedZones';
import { httpModel, ROOT } from '../../zones/modelOf';
import { AMPLE_HOST } from '../diagnostics/check';
import { attached, liveView, liveZone, MB } from '../support/liveView';

const TEXT =
  'lua_shared_dict dogs 100m;\nlimit_req_zone $binary_remote_addr zone=one:10m rate=1r/s;\nlua_shared_dict odd $size;';

const analysis = analyze(httpModel(TEXT), AMPLE_HOST, DEFAULT_SETTINGS);

test('a zone of a config with what it costs when it was just made', () => {
  const [dogs, one] = plannedZonesOf(analysis);
  expect(dogs).toEqual({
    name: 'dogs',
    kind: 'lua_shared_dict',
    sizeBytes: 100 * MB,
    exactness: 'exact',
    metadataBytes: 614_400,
    emptyLoadedBytes: 622_592,
    emptyFreePages: 25_448,
    capacity: { noun: 'keys', entries: expect.any(Number), entryBytes: expect.any(Number), basis: 'assumed' },
    declaredAt: { file: ROOT, line: 3, column: 1 },
    inode: null,
  });
  // The key is the client's address: its length is known.
  expect(one).toMatchObject({ name: 'one', kind: 'limit_req_zone', capacity: { basis: 'key' } });
});

test('a size that is not known leaves the rest unknown', () => {
  const odd = plannedZonesOf(analysis).find(({ name }) => name === 'odd');
  expect(odd).toMatchObject({ sizeBytes: null, metadataBytes: null, emptyLoadedBytes: null, capacity: null });
});

test('a zone that runs has the inode of the running one', () => {
  const live = liveView([liveZone('dogs', { inode: 77 }), liveZone('one', { inode: 78, kind: 'limit_conn_zone' })]);
  const planned = plannedZonesOf(attached(analysis, live));
  // The other one of its name is of another kind.
  expect(planned.map(({ name, inode }) => `${name} ${inode}`).slice(0, 3)).toEqual(['dogs 77', 'one null', 'odd null']);
});
