import type { ZoneKind } from '../zoneKind';
import { DIRECTIVE_IS_DUPLICATE, sized, structs, takes, unsized, type ZoneKindRow, zoneKind } from './shared';

const NCHAN_TAG = 'ngx_nchan_module';

/** Limits that may be computed: with a variable in its value, each is kept in shared memory. */
const NCHAN_COMPUTED_LIMITS = [
  'nchan_message_timeout',
  'push_message_timeout',
  'nchan_message_buffer_length',
  'nchan_message_max_buffer_length',
  'push_message_buffer_length',
  'push_max_message_buffer_length',
];

type NchanRow = Pick<ZoneKindRow, 'id'> & Partial<ZoneKindRow> & { readonly directive: string };

/** Three spellings of one directive: they share one slot, so the second of any two is a duplicate. */
function nchanSize(row: NchanRow): ZoneKind {
  return zoneKind({
    module: 'ngx_nchan_module',
    product: 'third-party',
    repository: 'slact/nchan',
    verification: 'live',
    contexts: ['http'],
    syntax: `${row.directive} SIZE;`,
    grammar: { form: 'sizeOnly', sizeArgument: 1 },
    argumentCount: takes(1),
    fixedName: 'memstore',
    size: {
      parser: 'nchan',
      minimum: { pages: 8 },
      belowMinimum: 'raised-with-warning',
      pageMultiple: 'rounded',
      defaultSize: { bytes: 128 * 1024 * 1024 },
    },
    messages: {
      invalidSize: '"{directive}" directive invalid value',
      // Says the oldest spelling whichever is used, and 32KiB on 4K pages.
      tooSmall: 'The push_max_reserved_memory value must be at least 32KiB',
      duplicate: DIRECTIVE_IS_DUPLICATE,
    },
    duplicates: 'directive',
    tag: NCHAN_TAG,
    logsNoMemory: true,
    initialAllocations: structs(['shared data with 1024 process slots', 8264]),
    // Each such location takes 16 bytes of one more block, and how many there are grows with every reload.
    growsWith: NCHAN_COMPUTED_LIMITS,
    whenFull:
      'Nothing is evicted: publishing fails with "Out of shared memory" until messages expire or their buffers run ' +
      'over.',
    reload: 'kept',
    onReload: 'A reload keeps channels and messages as long as the size stays the same.',
    notes:
      'Fractions are read: 1.5m is 1536 KiB. The module sets up the pool a second time and leaves its text for log ' +
      'lines empty.',
    ...row,
  });
}

const nchanWorkerStats = zoneKind({
  id: 65,
  directive: null,
  module: 'ngx_nchan_module',
  product: 'third-party',
  repository: 'slact/nchan',
  verification: 'live',
  contexts: ['http'],
  syntax: '',
  grammar: { form: 'implicit' },
  fixedName: 'nchan_worker_stats',
  implicitWhen: { moduleFile: /nchan/ },
  size: { ...unsized({ bytes: 2 * 57392 }), pageMultiple: 'rounded' },
  tag: NCHAN_TAG,
  logsNoMemory: true,
  initialAllocations: structs(['counters of every worker', 57392]),
  whenFull: 'It cannot fill up: it holds a fixed set of counters.',
  reload: 'kept',
  onReload: 'A reload keeps the counters.',
});

const pushStreamSharedMemorySize = zoneKind({
  id: 66,
  directive: 'push_stream_shared_memory_size',
  module: 'ngx_http_push_stream_module',
  product: 'third-party',
  repository: 'wandenberg/nginx-push-stream-module',
  contexts: ['http'],
  syntax: 'push_stream_shared_memory_size SIZE [NAME];',
  grammar: { form: 'sizeOnly', sizeArgument: 1, nameArgument: 2 },
  argumentCount: takes(1, 2),
  fixedName: 'push_stream_module',
  size: sized({ pages: 32 }, { pageMultiple: 'rounded' }),
  messages: {
    // Told as a warning, yet nginx does not start; 128KiB is for 4K pages.
    invalidSize: 'The push_stream_shared_memory_size value must be at least 128KiB',
    tooSmall: 'The push_stream_shared_memory_size value must be at least 128KiB',
    duplicate: 'duplicate zone "{name}"',
  },
  duplicates: 'refused',
  tag: 'ngx_http_push_stream_module',
  logsNoMemory: true,
  whenFull: 'Expired messages are removed; when that does not help, publishing fails.',
  reload: 'kept',
  onReload:
    'A reload keeps the messages and ignores another size with a warning: the size changes only with a restart.',
  notes: 'Without the directive the module stays switched off. Init takes about 100 KB for 1024 process slots.',
});

const pushStreamGlobal = zoneKind({
  id: 67,
  directive: null,
  module: 'ngx_http_push_stream_module',
  product: 'third-party',
  repository: 'wandenberg/nginx-push-stream-module',
  contexts: ['http'],
  syntax: '',
  grammar: { form: 'implicit' },
  fixedName: 'push_stream_module_global',
  implicitWhen: { moduleFile: /push_stream/ },
  size: unsized({ bytes: 16 * 1024 }),
  tag: 'ngx_http_push_stream_module',
  whenFull: 'It cannot fill up: it holds the table of processes.',
  reload: 'kept',
  onReload: 'A reload keeps the table.',
  notes: 'The size is twice that of the table or of a page, about 16k.',
});

/** Publish and subscribe modules. */
export const thirdPartyMessagingZoneKinds: readonly ZoneKind[] = [
  // Only the first spelling stands for the zone that is there without any directive.
  nchanSize({ id: 62, directive: 'nchan_shared_memory_size', implicitWhen: { moduleFile: /nchan/ } }),
  nchanSize({ id: 63, directive: 'nchan_max_reserved_memory' }),
  nchanSize({ id: 64, directive: 'push_max_reserved_memory' }),
  nchanWorkerStats,
  pushStreamSharedMemorySize,
  pushStreamGlobal,
];
