import type {
  Context,
  EntryCost,
  InitialAllocation,
  Length,
  SizeRule,
  VersionedBytes,
  ZoneKind,
  ZoneMessages,
} from '../zoneKind';

type Defaulted =
  | 'verification'
  | 'argumentCount'
  | 'fixedName'
  | 'messages'
  | 'duplicates'
  | 'logContext'
  | 'logsNoMemory'
  | 'memory'
  | 'initialAllocations'
  | 'entry'
  | 'references';

/** A catalogue row as written in the files: what is left out is not known, or is the ordinary slab pool. */
export type ZoneKindRow = Omit<ZoneKind, Defaulted> & Partial<Pick<ZoneKind, Defaulted>>;

/** Fills in what a row leaves out. */
export function zoneKind(row: ZoneKindRow): ZoneKind {
  return {
    verification: 'source',
    argumentCount: null,
    fixedName: null,
    messages: {},
    duplicates: 'unknown',
    logContext: null,
    logsNoMemory: null,
    memory: 'slab',
    initialAllocations: null,
    entry: null,
    references: [],
    ...row,
  };
}

export const EIGHT_PAGES: Length = { pages: 8 };
export const TWO_PAGES: Length = { pages: 2 };

/** A number of arguments that only has a lower bound (NGX_CONF_1MORE and the like). */
export const ANY_NUMBER = 1_000_000;

export const HTTP_EVERYWHERE: readonly Context[] = ['http', 'http/server', 'http/location'];

/** Number of arguments from `minimum` to `maximum`, or exactly `minimum`. */
export function takes(minimum: number, maximum: number = minimum): NonNullable<ZoneKind['argumentCount']> {
  return { minimum, maximum };
}

/** A size that ngx_parse_size reads; refused below `minimum`. */
export function sized(minimum: Length | null, more: Partial<SizeRule> = {}): SizeRule {
  return { parser: 'size', minimum, belowMinimum: 'refused', defaultSize: null, ...more };
}

/** No size is written: the module takes its own, where that is known. */
export function unsized(defaultSize: Length | null = null): SizeRule {
  return { parser: 'none', minimum: null, belowMinimum: 'refused', defaultSize };
}

/** The size is read by something whose rules are not public. */
export function unknownSize(defaultSize: Length | null = null): SizeRule {
  return { parser: 'unknown', minimum: null, belowMinimum: 'refused', defaultSize };
}

/** The pool's text for log lines, as in ` in limit_req zone "NAME"`; `baseBytes` is what it takes without the name. */
export function logContext(prefix: string, baseBytes: number): NonNullable<ZoneKind['logContext']> {
  return { prefix, suffix: '"', baseBytes };
}

/** The zone's structs in source order, then the text for log lines. */
export function structsThenLog(...structs: readonly (readonly [string, VersionedBytes])[]): InitialAllocation[] {
  return [...structs.map(([what, bytes]) => ({ what, bytes })), { what: 'log_ctx' }];
}

/** The zone's structs in source order, where the module writes no text for log lines. */
export function structs(...list: readonly (readonly [string, VersionedBytes])[]): InitialAllocation[] {
  return list.map(([what, bytes]) => ({ what, bytes }));
}

/** An entry that is one chunk of a fixed length. */
export function fixedEntry(noun: string, what: string, fixedBytes: VersionedBytes): EntryCost {
  return { chunks: [{ what, fixedBytes }], typicalKeyBytes: 0, typicalValueBytes: 0, noun };
}

/** An entry that is one chunk: a header with the key behind it. */
export function keyedEntry(
  noun: string,
  what: string,
  fixedBytes: VersionedBytes,
  typicalKeyBytes: number,
  more: Partial<Pick<EntryCost, 'keyArgument' | 'maximumKeyBytes'>> = {},
): EntryCost {
  return { chunks: [{ what, fixedBytes, holdsKey: true }], typicalKeyBytes, typicalValueBytes: 0, noun, ...more };
}

/** Key and value behind one header, as lua_shared_dict and its relatives keep them. */
export function keyValueEntry(fixedBytes: VersionedBytes): EntryCost {
  return {
    chunks: [{ what: 'node with key and value', fixedBytes, holdsKey: true, holdsValue: true }],
    typicalKeyBytes: 20,
    typicalValueBytes: 32,
    noun: 'keys',
  };
}

const SLAB_FAILED = 'ngx_slab_alloc() failed: no memory';

/** What nginx says when init runs out of pages before the text for log lines is there. */
export const CANNOT_START: Pick<ZoneMessages, 'cannotStart'> = { cannotStart: SLAB_FAILED };

/** Wording that most modules copied from limit_req_zone: the whole argument is quoted. */
export const QUOTED_ARGUMENT_MESSAGES = {
  invalidSize: 'invalid zone size "{argument}"',
  tooSmall: 'zone "{argument}" is too small',
} as const satisfies ZoneMessages;

export const MUST_HAVE_ZONE = '"{directive}" must have "zone" parameter';

/** Wording of limit_req_zone. */
export const ZONE_ARGUMENT_MESSAGES: ZoneMessages = {
  ...QUOTED_ARGUMENT_MESSAGES,
  missingZone: MUST_HAVE_ZONE,
  // An empty name is found only after the loop over the arguments, by its length.
  emptyName: MUST_HAVE_ZONE,
  unknownParameter: 'invalid parameter "{parameter}"',
};

/** Wording of the limit zones that keep the key they are bound to. */
export const BOUND_TO_KEY = '{directive} "{name}" is already bound to key "{key}"';

export const KEYS_ZONE_MESSAGES: ZoneMessages = {
  invalidSize: 'invalid keys zone size "{argument}"',
  tooSmall: 'keys zone "{argument}" is too small',
  missingZone: '"{directive}" must have "keys_zone" parameter',
  emptyName: '"{directive}" must have "keys_zone" parameter',
  duplicate: 'duplicate zone "{name}"',
  unknownParameter: 'invalid parameter "{parameter}"',
  ...CANNOT_START,
};

export const SESSION_CACHE_MESSAGES: ZoneMessages = {
  invalidSize: 'invalid session cache "{argument}"',
  tooSmall: 'session cache "{argument}" is too small',
  emptyName: 'invalid session cache "{argument}"',
  unknownParameter: 'invalid session cache "{parameter}"',
};

/** Checked against every argument: a word that does not fit is "invalid session cache". */
export const SESSION_CACHE_PARAMETERS: readonly string[] = ['off', 'none', 'builtin', 'builtin:', 'shared:'];

/** Init of an upstream zone fails when the text for log lines is already there. */
export const UPSTREAM_CANNOT_START = `${SLAB_FAILED} in upstream zone "{name}"`;

/** Wording of the upstream zone, which quotes the bare name or the bare size. */
export const UPSTREAM_ZONE_MESSAGES: ZoneMessages = {
  invalidSize: 'invalid zone size "{size}"',
  tooSmall: 'zone "{name}" is too small',
  emptyName: 'invalid zone name "{name}"',
  cannotStart: UPSTREAM_CANNOT_START,
};

/** Parameters of *_cache_path; checking starts after the first argument, which is the path. */
export const CACHE_PATH_PARAMETERS: readonly string[] = [
  'levels=',
  'use_temp_path=',
  'keys_zone=',
  'inactive=',
  'max_size=',
  'min_free=',
  'loader_files=',
  'loader_sleep=',
  'loader_threshold=',
  'manager_files=',
  'manager_sleep=',
  'manager_threshold=',
];

/** Handlers that hand their text back to nginx's core are quoted behind the directive's name. */
export function handlerMessages(messages: ZoneMessages): ZoneMessages {
  const quoted = Object.entries(messages).map(([field, text]) => [field, `"{directive}" directive ${text}`]);
  return Object.fromEntries(quoted) as ZoneMessages;
}

/** Wording for directives that may stand only once (`directive is duplicate`). */
export const DIRECTIVE_IS_DUPLICATE = '"{directive}" directive is duplicate';

/** Setter of nginx's core for sizes. */
export const SIZE_SLOT_MESSAGES: ZoneMessages = {
  invalidSize: '"{directive}" directive invalid value',
  duplicate: DIRECTIVE_IS_DUPLICATE,
};

export const KEPT_SENTENCE = 'A reload keeps the contents as long as name and size stay the same.';
