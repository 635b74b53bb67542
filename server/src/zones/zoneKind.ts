/**
 * What a zone directive means, as data. One {@link ZoneKind} is one row of the catalogue: a directive of one module
 * (or a zone that a module makes by itself). Nothing outside the catalogue knows a directive by its name.
 */

/** The server that ships the module. `third-party` modules are loaded into any of them. */
export type Product =
  | 'nginx'
  | 'nginx-plus'
  | 'openresty'
  | 'njs'
  | 'angie'
  | 'tengine'
  | 'senginx'
  | 'opennjet'
  | 'third-party';

/**
 * Where a directive stands: the path of blocks from the main level, with what nests in itself folded
 * (a location in a location is `http/location`; an `if` in a server or location is `http/if`).
 */
export type Context =
  | 'main'
  | 'http'
  | 'http/server'
  | 'http/location'
  | 'http/if'
  | 'http/upstream'
  | 'http/tfs_upstream'
  | 'stream'
  | 'stream/server'
  | 'stream/upstream'
  | 'mail'
  | 'mail/server'
  | 'mgmt'
  | 'rtmp'
  | 'rtmp/server'
  | 'rtmp/application'
  | 'tcp'
  | 'tcp/server'
  | 'wasm'
  | 'wasm/metrics'
  | 'nacos'
  /** The main-level block of APISIX's runtime. */
  | 'lua';

/** How far the row was confirmed; only `live` and `source` rows may speak in errors. */
export type Verification = 'live' | 'source' | 'inferred' | 'documentation';

/**
 * How name and size stand in the directive's arguments (counted from 1; 0 is the directive itself).
 *
 * - `keyed`: an argument `PREFIX` + `NAME:SIZE`, wherever it stands (`zone=one:10m`, `shared:SSL:1m`).
 * - `spec`: the argument at `argument` is `NAME:SIZE`.
 * - `positional`: name and size are arguments of their own.
 * - `separate`: two prefixed arguments (`name=a size=1m`).
 * - `sizeOnly`: the name is fixed; the size is an argument (or carries `sizePrefix`).
 * - `nameOnly`: a name and no size: the module computes it.
 * - `marker`: the directive makes the zone (or changes another row's zone) and carries neither.
 * - `implicit`: no directive at all.
 */
export type ZoneGrammar =
  | {
      readonly form: 'keyed';
      readonly prefix: string;
      readonly sizeOptional?: boolean;
      /** Each such argument makes a zone of its own; otherwise the last one counts. */
      readonly everyArgument?: boolean;
    }
  | { readonly form: 'spec'; readonly argument: number; readonly sizeOptional?: boolean }
  | {
      readonly form: 'positional';
      readonly nameArgument: number;
      readonly sizeArgument: number;
      readonly sizeOptional?: boolean;
      /** Also written as one `NAME:SIZE` argument (Angie's upstream zone). */
      readonly specAllowed?: boolean;
    }
  | { readonly form: 'separate'; readonly namePrefix: string; readonly sizePrefix: string }
  | {
      readonly form: 'sizeOnly';
      readonly sizeArgument: number;
      readonly sizePrefix?: string;
      readonly nameArgument?: number;
    }
  | { readonly form: 'nameOnly'; readonly nameArgument: number; readonly namePrefix?: string }
  | { readonly form: 'marker' }
  | { readonly form: 'implicit' };

/**
 * How the size text is read. `size`: ngx_parse_size (k, m); `offset`: ngx_parse_offset (k, m, g); `nchan`: k, m, g with
 * fractions refused; `bkm`: digits and one of b, k, m in lower case; `count`: a number of elements, not bytes;
 * `none`: no size is written; `unknown`: the parser is not public, so no size is ever called invalid.
 */
export type SizeParser = 'size' | 'offset' | 'nchan' | 'bkm' | 'count' | 'none' | 'unknown';

/** A length in bytes, or in pages of the target machine. */
export type Length = { readonly bytes: number } | { readonly pages: number };

export interface SizeRule {
  readonly parser: SizeParser;
  /** Smallest size that the module's own check lets pass; null where it checks nothing or it is not known. */
  readonly minimum: Length | null;
  /** What happens below the minimum: nginx refuses, silently takes the minimum, or takes it with a warning. */
  readonly belowMinimum: 'refused' | 'raised' | 'raised-with-warning';
  /** The size must be a whole number of pages (refused otherwise), or is rounded up to one. */
  readonly pageMultiple?: 'required' | 'rounded';
  /** Size taken when the directive is absent or carries none. */
  readonly defaultSize: Length | null;
  /** For `count`: bytes = perElementBytes * (count + extraElements) + baseBytes. */
  readonly count?: { readonly perElementBytes: number; readonly extraElements: number; readonly baseBytes: number };
}

/**
 * What nginx prints, without level, file and line. Placeholders: `{argument}` (the whole argument that holds name and
 * size), `{name}`, `{size}`, `{directive}`, `{key}` (first argument), `{minimumBytes}`, `{parameter}`.
 * A message that is absent is not known: the problem is then told in our words only.
 */
export interface ZoneMessages {
  readonly invalidSize?: string;
  readonly tooSmall?: string;
  /** No argument names a zone. */
  readonly missingZone?: string;
  readonly emptyName?: string;
  /** The same zone declared again by the same module. */
  readonly duplicate?: string;
  readonly unknownParameter?: string;
  /** The parser lets it pass, but init runs out of pages. */
  readonly cannotStart?: string;
}

/** `refused`: nginx stops; `merged`: one zone, sizes must agree; `directive`: "is duplicate"; `ignored`: later ones do nothing. */
export type DuplicateRule = 'refused' | 'merged' | 'directive' | 'ignored' | 'unknown';

/** A number of bytes that changed with the server's version: the first row whose `since` is not newer than it holds. */
export type VersionedBytes =
  | number
  | readonly { readonly since: string; readonly bytes: number; readonly compatBytes?: number }[];

/** One allocation that the module makes from the pool when the zone is made, in source order. */
export type InitialAllocation =
  | { readonly what: string; readonly bytes: VersionedBytes }
  /** The string of {@link ZoneKind.logContext}. */
  | { readonly what: 'log_ctx' };

/** One chunk (or run of pages) that an entry takes: `fixedBytes`, plus the key's and value's length where told. */
export interface EntryChunk {
  readonly what: string;
  readonly fixedBytes: VersionedBytes;
  readonly holdsKey?: boolean;
  readonly holdsValue?: boolean;
}

export interface EntryCost {
  readonly chunks: readonly EntryChunk[];
  /** Assumed where neither the config nor the person says better. */
  readonly typicalKeyBytes: number;
  readonly typicalValueBytes: number;
  /** Longest key that the module stores. */
  readonly maximumKeyBytes?: number;
  /** Argument that holds the key's expression (`$binary_remote_addr`), from which its length may be known. */
  readonly keyArgument?: number;
  /** What one entry is, in the plural: "keys", "sessions", "servers". */
  readonly noun: string;
}

/** A place that names a zone without declaring it. */
export interface ReferenceRule {
  /** Directive, or `lua` for ngx.shared in Lua, or `js` for ngx.shared in njs. */
  readonly directive: string;
  /** Where the name stands. `name` may carry a suffix after `:` that is not part of it where `cutAtColon`. */
  readonly at:
    | { readonly form: 'keyed'; readonly prefix: string; readonly cutAtColon?: boolean }
    | { readonly form: 'argument'; readonly argument: number }
    | { readonly form: 'allArguments' }
    | { readonly form: 'script' };
  /** Values that are not a zone's name (`off`). */
  readonly notNames?: readonly string[];
  /**
   * What an undeclared name leads to: `zeroSize`: the reference makes an element of size 0 in the cycle's list, and nginx
   * refuses with "zero size shared memory zone"; `refused`: the module says so itself in `message`; `runtime`: nil or an
   * error while serving; `unknown`.
   */
  readonly whenUndeclared: 'zeroSize' | 'refused' | 'runtime' | 'unknown';
  readonly message?: string;
}

export interface ZoneKind {
  /** Row number in the facts that the catalogue was made from. */
  readonly id: number;
  /** Directive's name; null for zones that no directive declares. */
  readonly directive: string | null;
  readonly module: string;
  readonly product: Product;
  /** Public source that the row was read from; null where there is none. */
  readonly repository: string | null;
  readonly verification: Verification;
  readonly contexts: readonly Context[];
  /** Where a fork of the server or module lets it stand too. */
  readonly contextsElsewhere?: readonly Context[];
  /** Grammar as the manual would write it. */
  readonly syntax: string;
  readonly grammar: ZoneGrammar;
  /** Allowed number of arguments, the directive itself not counted; null where it is not known. */
  readonly argumentCount: { readonly minimum: number; readonly maximum: number } | null;
  /** The row holds only when the first argument is this word (`sticky learn`). */
  readonly firstArgument?: string;
  /** Values of the first argument that switch the thing off and declare no zone (`off`, `none`). */
  readonly offValues?: readonly string[];
  /** Prefixes or whole words of further arguments; present only where nginx refuses any other. */
  readonly knownParameters?: readonly string[];
  /**
   * What the module puts before the name in nginx's list, by context (`*` for the others): names of two such zones, or
   * of one and an ordinary zone, never meet.
   */
  readonly namePrefixes?: Readonly<Partial<Record<Context | '*', string>>>;
  /** Fixed or default name of the zone. */
  readonly fixedName: string | null;
  /** The zone is there without the directive: always with the module (`loaded`), or with one of these directives. */
  readonly implicitWhen?: { readonly moduleFile?: RegExp; readonly directives?: readonly string[] };
  /** The directive only says how large the zone is; the zone is there when `implicitWhen` holds, and not otherwise. */
  readonly setsSizeOnly?: boolean;
  /** The zone is not in the cycle's list of zones, so its name is free for others. */
  readonly isOutsideList?: boolean;
  readonly size: SizeRule;
  readonly messages: ZoneMessages;
  readonly duplicates: DuplicateRule;
  /** Two zones of one name are the same zone only where their tags are equal (nginx compares the module's address). */
  readonly tag: string;
  /** Text that the pool carries for log lines; null where the module writes none. */
  readonly logContext: { readonly prefix: string; readonly suffix: string; readonly baseBytes: number } | null;
  /** Pool's log_nomem flag: true where a failed allocation is logged as crit; null where it is not known. */
  readonly logsNoMemory: boolean | null;
  /** `slab`: an ordinary pool; `raw`: plain memory, no pool; `overwritten`: a pool header that the module writes over. */
  readonly memory: 'slab' | 'raw' | 'overwritten';
  /** What init allocates; null where it is not known (the empty footprint is then `at least` the metadata). */
  readonly initialAllocations: readonly InitialAllocation[] | null;
  /** Further allocations that depend on the config, by the name of their model. */
  readonly initialModel?: 'upstream-servers' | 'check-peers';
  /** Directives that make init allocate more, by an amount that is not modelled, when their value holds a variable. */
  readonly growsWith?: readonly string[];
  readonly entry: EntryCost | null;
  /** One sentence for people. */
  readonly whenFull: string;
  /** `kept`: contents survive a reload; `remade`: always a fresh zone; `conditional`: see the sentence. */
  readonly reload: 'kept' | 'remade' | 'conditional' | 'unknown';
  /** One sentence for people. */
  readonly onReload: string;
  readonly references: readonly ReferenceRule[];
  /** First version that has the directive, where it is known. */
  readonly since?: string;
  /** First version that no longer has it. */
  readonly removedIn?: string;
  readonly notes?: string;
}
