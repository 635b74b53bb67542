import type { InitialAllocation, ZoneKind, ZoneMessages } from '../zoneKind';
import { CANNOT_START, keyValueEntry, logContext, sized, structsThenLog, takes, zoneKind } from './shared';

const WHEN_FULL =
  'set() drops expired entries, then evicts the least recently used ones (forcible=true); safe_set(), safe_add(), ' +
  'lpush() and rpush() fail with "no memory".';

const ON_RELOAD = 'A reload keeps every key as long as name and size stay the same; another size starts empty.';

/** Eight kilobytes whatever the page size is. */
const SIZE = sized({ bytes: 8192 });

const INITIAL: readonly InitialAllocation[] = structsThenLog(['shdict header (rbtree, sentinel, queue)', 80]);

const ENTRY = { ...keyValueEntry(68), maximumKeyBytes: 65535 };

const LUA_MESSAGES: ZoneMessages = {
  // One text for both: the parser's failure is a size below the minimum.
  invalidSize: 'invalid lua shared dict size "{size}"',
  tooSmall: 'invalid lua shared dict size "{size}"',
  emptyName: 'invalid lua shared dict name "{name}"',
  duplicate: '{directive} "{name}" is already defined as "{name}"',
  ...CANNOT_START,
};

function luaSharedDict(id: number, subsystem: 'http' | 'stream', repository: string): ZoneKind {
  const module = `ngx_${subsystem}_lua_module`;
  return zoneKind({
    id,
    directive: 'lua_shared_dict',
    module,
    product: 'openresty',
    repository,
    verification: subsystem === 'http' ? 'live' : 'source',
    contexts: [subsystem],
    ...(subsystem === 'http' ? { contextsElsewhere: ['lua'] } : {}),
    syntax: 'lua_shared_dict NAME SIZE;',
    grammar: { form: 'positional', nameArgument: 1, sizeArgument: 2 },
    argumentCount: takes(2),
    size: SIZE,
    messages: LUA_MESSAGES,
    duplicates: 'refused',
    tag: module,
    logContext: logContext(' in lua_shared_dict zone "', 28),
    logsNoMemory: false,
    initialAllocations: INITIAL,
    entry: ENTRY,
    whenFull: WHEN_FULL,
    reload: 'kept',
    onReload: ON_RELOAD,
    references: [{ directive: 'lua', at: { form: 'script' }, whenUndeclared: 'runtime' }],
    notes:
      'Two pages pass the check, but such a dict only starts when its name is 37 to 100 characters long; 12k always ' +
      'starts. Entries take 76 bytes instead of 68 before v0.10.7. The memory is not shared between http and stream: ' +
      'one name in both is "already declared for a different use".',
  });
}

const luaSharedMem = zoneKind({
  id: 24,
  directive: 'lua_shared_mem',
  module: 'ngx_lua_shdict_module',
  product: 'third-party',
  repository: 'rainingmaster/lua-shdict-nginx-module',
  contexts: ['main', 'http'],
  syntax: 'lua_shared_mem NAME SIZE;',
  grammar: { form: 'positional', nameArgument: 1, sizeArgument: 2 },
  argumentCount: takes(2),
  size: SIZE,
  messages: {
    invalidSize: 'invalid lua shm size "{size}"',
    tooSmall: 'invalid lua shm size "{size}"',
    emptyName: 'invalid lua shdict name "{name}"',
    duplicate: '{directive} "{name}" is already defined as "{name}"',
  },
  duplicates: 'refused',
  tag: 'ngx_lua_shdict_module',
  entry: ENTRY,
  whenFull: WHEN_FULL,
  reload: 'kept',
  onReload: ON_RELOAD,
  notes: 'One dictionary for http and stream, reached through an API of its own, not through ngx.shared.',
});

/** Shared dictionaries of OpenResty and its relatives. */
export const openrestyZoneKinds: readonly ZoneKind[] = [
  luaSharedDict(22, 'http', 'openresty/lua-nginx-module'),
  luaSharedDict(23, 'stream', 'openresty/stream-lua-nginx-module'),
  luaSharedMem,
];
