import type { ZoneKind } from '../zoneKind';
import {
  ANY_NUMBER,
  EIGHT_PAGES,
  logContext,
  MUST_HAVE_ZONE,
  QUOTED_ARGUMENT_MESSAGES,
  sized,
  structsThenLog,
  takes,
  zoneKind,
} from './shared';

function jsSharedDictZone(id: number, subsystem: 'http' | 'stream'): ZoneKind {
  const module = `ngx_${subsystem}_js_module`;
  return zoneKind({
    id,
    directive: 'js_shared_dict_zone',
    module,
    product: 'njs',
    repository: 'nginx/njs',
    contexts: [subsystem],
    syntax: 'js_shared_dict_zone zone=NAME:SIZE [type=string|number] [timeout=TIME] [evict] [state=FILE];',
    grammar: { form: 'keyed', prefix: 'zone=' },
    argumentCount: takes(1, ANY_NUMBER),
    size: sized(EIGHT_PAGES),
    messages: {
      ...QUOTED_ARGUMENT_MESSAGES,
      missingZone: MUST_HAVE_ZONE,
      emptyName: 'invalid zone name "{argument}"',
      duplicate: 'duplicate zone "{name}"',
    },
    duplicates: 'refused',
    tag: module,
    // Sized for the longer text " in js shared dict zone".
    logContext: logContext(' in js shared zone "', 27),
    logsNoMemory: true,
    initialAllocations: structsThenLog(['ngx_js_dict_sh_t', 144]),
    entry: {
      chunks: [
        { what: 'node with key', fixedBytes: 112, holdsKey: true },
        { what: 'value', fixedBytes: 0, holdsValue: true },
      ],
      typicalKeyBytes: 20,
      typicalValueBytes: 32,
      noun: 'keys',
    },
    whenFull:
      'Without evict a write throws SharedMemoryError and nginx logs "no memory"; with evict the entries that expire ' +
      'soonest are removed until it fits.',
    reload: 'conditional',
    onReload:
      'A reload keeps the contents when the size stays the same, and is refused when the type changed or a timeout ' +
      'was added.',
    references: [{ directive: 'js', at: { form: 'script' }, whenUndeclared: 'runtime' }],
    notes:
      'Since njs 0.8.0. Unknown parameters are ignored; "evict requires timeout=" when only evict is given. ' +
      'type=number has no value chunk. Before njs 0.9.1 the header takes 136 bytes, which is the same chunk.',
  });
}

/** Zones of njs (QuickJS or its own engine). */
export const njsZoneKinds: readonly ZoneKind[] = [jsSharedDictZone(17, 'http'), jsSharedDictZone(18, 'stream')];
