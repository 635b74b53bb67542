import type { Context } from '../zoneKind';
import { ANY_NUMBER, HTTP_EVERYWHERE, takes } from './shared';

/** How the value of a parameter is read: which texts nginx's function for it takes. */
export type ValueForm =
  /** ngx_atoi, zero allowed, or not, or up to 65535. */
  | 'number'
  | 'positive-number'
  | 'connection-count'
  /** `10r/s`, `5r/m`, or a bare number. */
  | 'rate'
  /** ngx_parse_time, in seconds (`1h 30m`) or milliseconds (`500ms`). */
  | 'seconds'
  | 'milliseconds'
  /** ngx_parse_offset. */
  | 'offset'
  | 'cache-levels'
  | 'on-off';

/** A parameter whose value nginx reads at once. */
export interface ParameterRule {
  /** An argument that starts with this, or the argument at this place. */
  readonly at: { readonly prefix: string } | { readonly argument: number };
  readonly form: ValueForm;
  /** What nginx prints of a value that it refuses, with the placeholders of ZoneMessages. */
  readonly message: string;
  /** What it prints of a number that is too large, where that is told apart. */
  readonly tooLargeMessage?: string;
}

/**
 * What nginx checks of a directive besides its zone. For directives with a row in the catalogue, contexts and number of
 * arguments stand there.
 */
export interface DirectiveRule {
  readonly contexts?: readonly Context[];
  readonly argumentCount?: { readonly minimum: number; readonly maximum: number };
  readonly parameters: readonly ParameterRule[];
  /** Parameters besides these and the one with the zone are refused (`nodelay`). */
  readonly words?: readonly string[];
  readonly messages?: { readonly unknownParameter?: string; readonly missingZone?: string };
  /** "is duplicate": the second in one block, or the second for one zone in one block. */
  readonly once?: 'block' | 'zone';
  /** Other products take more than nginx does, which counts where it is not known which one a config is for. */
  readonly elsewhere?: { readonly parameters: readonly string[]; readonly maximumArguments?: number };
}

function prefixed(prefix: string, form: ValueForm, message: string): ParameterRule {
  return { at: { prefix }, form, message };
}

/** `invalid NAME value "NAME=VALUE"`, as most parameters word it. */
function named(name: string, form: ValueForm): ParameterRule {
  return prefixed(`${name}=`, form, `invalid ${name} value "{parameter}"`);
}

const LIMIT_REQ_ZONE: DirectiveRule = {
  parameters: [prefixed('rate=', 'rate', 'invalid rate "{parameter}"')],
  // NGINX Plus, and Tengine, where a key may be of several variables.
  elsewhere: { parameters: ['sync', '$'], maximumArguments: ANY_NUMBER },
};

const LIMIT_REQ: DirectiveRule = {
  contexts: HTTP_EVERYWHERE,
  argumentCount: takes(1, 3),
  parameters: [named('burst', 'positive-number'), named('delay', 'positive-number')],
  words: ['nodelay'],
  messages: {
    unknownParameter: 'invalid parameter "{parameter}"',
    missingZone: '"{directive}" must have "zone" parameter',
  },
  once: 'zone',
  // Tengine.
  elsewhere: {
    parameters: ['off', 'forbid_action=', 'geo_var_name=', 'geo_var_value='],
    maximumArguments: ANY_NUMBER,
  },
};

function limitConn(contexts: readonly Context[]): DirectiveRule {
  return {
    contexts,
    argumentCount: takes(2),
    parameters: [
      {
        at: { argument: 2 },
        form: 'connection-count',
        message: 'invalid number of connections "{parameter}"',
        tooLargeMessage: 'connection limit must be less 65536',
      },
    ],
    once: 'zone',
  };
}

const CACHE: DirectiveRule = {
  contexts: HTTP_EVERYWHERE,
  argumentCount: takes(1),
  parameters: [],
  once: 'block',
};

const CACHE_PATH: DirectiveRule = {
  parameters: [
    prefixed('levels=', 'cache-levels', 'invalid "levels" "{parameter}"'),
    prefixed('use_temp_path=', 'on-off', 'invalid use_temp_path value "{parameter}", it must be "on" or "off"'),
    named('inactive', 'seconds'),
    named('max_size', 'offset'),
    named('min_free', 'offset'),
    named('loader_files', 'number'),
    named('loader_sleep', 'milliseconds'),
    named('loader_threshold', 'milliseconds'),
    named('manager_files', 'number'),
    named('manager_sleep', 'milliseconds'),
    named('manager_threshold', 'milliseconds'),
  ],
  // NGINX Plus.
  elsewhere: { parameters: ['purger=', 'purger_files=', 'purger_sleep=', 'purger_threshold='] },
};

const SESSION_CACHE: DirectiveRule = {
  parameters: [prefixed('builtin:', 'number', 'invalid session cache "{parameter}"')],
};

const TRACK_UPLOADS: DirectiveRule = {
  contexts: HTTP_EVERYWHERE,
  argumentCount: takes(2),
  parameters: [{ at: { argument: 2 }, form: 'seconds', message: '{directive} "{name}" timeout value invalid' }],
};

const PROTOCOLS = ['proxy', 'fastcgi', 'scgi', 'uwsgi'];

/** Subsystem, directive and rule. Read from the sources of nginx 1.22 and seen with `nginx -t`. */
const DIRECTIVE_RULES: readonly (readonly [Subsystem, string, DirectiveRule])[] = [
  ['http', 'limit_req_zone', LIMIT_REQ_ZONE],
  ['http', 'limit_req', LIMIT_REQ],
  ['http', 'limit_conn', limitConn(HTTP_EVERYWHERE)],
  ['stream', 'limit_conn', limitConn(['stream', 'stream/server'])],
  ...PROTOCOLS.map((protocol) => ['http', `${protocol}_cache`, CACHE] as const),
  ...PROTOCOLS.map((protocol) => ['http', `${protocol}_cache_path`, CACHE_PATH] as const),
  ['http', 'ssl_session_cache', SESSION_CACHE],
  ['stream', 'ssl_session_cache', SESSION_CACHE],
  ['mail', 'ssl_session_cache', SESSION_CACHE],
  ['http', 'ssl_ocsp_cache', { parameters: [], once: 'block' }],
  ['stream', 'ssl_ocsp_cache', { parameters: [], once: 'block' }],
  ['http', 'track_uploads', TRACK_UPLOADS],
  ['http', 'report_uploads', { contexts: HTTP_EVERYWHERE, argumentCount: takes(1), parameters: [] }],
];

type Subsystem = 'http' | 'stream' | 'mail';

const rulesByDirective = new Map<string, Partial<Record<Subsystem, DirectiveRule>>>();
for (const [subsystem, directive, rule] of DIRECTIVE_RULES) {
  rulesByDirective.set(directive, { ...rulesByDirective.get(directive), [subsystem]: rule });
}

/** The rule of a directive by the context in which it stands; that of another subsystem where this one has none. */
export function directiveRuleOf(context: string, directive: string): DirectiveRule | undefined {
  const rules = rulesByDirective.get(directive);
  if (rules === undefined) return undefined;
  if (rules.stream !== undefined && context.startsWith('stream')) return rules.stream;
  if (rules.mail !== undefined && context.startsWith('mail')) return rules.mail;
  return rules.http ?? rules.stream ?? rules.mail;
}
