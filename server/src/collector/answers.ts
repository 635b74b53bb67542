import { COLLECTOR_REQUESTS, type Collector } from '../shared/collectorProtocol';

/** Codes of JSON-RPC 2.0, section 5.1. */
const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;
const INTERNAL_ERROR = -32603;

/** What goes back to a client. */
export interface Answer {
  readonly jsonrpc: '2.0';
  readonly id: string | number | null;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** Longer than any id that a server or a client makes. */
const LONGEST_ID = 100;

class ParameterFault extends Error {}

type Handler = (collector: Collector, params: Readonly<Record<string, unknown>>) => Promise<unknown>;

const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  [COLLECTOR_REQUESTS.hello, (collector) => collector.hello()],
  [COLLECTOR_REQUESTS.servers, (collector) => collector.servers()],
  [
    COLLECTOR_REQUESTS.sample,
    (collector, params) => {
      const { depth, isFresh } = params;
      if (depth !== 'refresh' && depth !== 'full') throw new ParameterFault('"depth" is "refresh" or "full"');
      return collector.sample({ serverId: serverId(params), depth, isFresh: isFresh === true });
    },
  ],
  [COLLECTOR_REQUESTS.isRunning, (collector, params) => collector.isRunning({ serverId: serverId(params) })],
  [
    COLLECTOR_REQUESTS.pageMap,
    (collector, params) => collector.pageMap({ serverId: serverId(params), inode: count(params, 'inode') }),
  ],
  [
    COLLECTOR_REQUESTS.memoryBreakdown,
    (collector, params) => collector.memoryBreakdown({ serverId: serverId(params), pid: count(params, 'pid') }),
  ],
  [COLLECTOR_REQUESTS.serverMemory, (collector, params) => collector.serverMemory({ serverId: serverId(params) })],
]);

/**
 * The answer to one message of a client, which may be anything; null for a notification, which has none. Never throws.
 *
 * @param failed is told of what went wrong inside, of which the client only learns that it did
 */
export async function answerTo(
  collector: Collector,
  text: string,
  failed: (error: unknown) => void,
): Promise<Answer | null> {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return errorAnswer(null, PARSE_ERROR, 'the message is no JSON');
  }
  if (!isRecord(message)) return errorAnswer(null, INVALID_REQUEST, 'one request at a time, as an object');
  const { id, method, params } = message;
  if (message.jsonrpc !== '2.0' || typeof method !== 'string' || !isId(id)) {
    return errorAnswer(isId(id) ? (id ?? null) : null, INVALID_REQUEST, 'a request has "jsonrpc", "id" and "method"');
  }
  if (id === undefined) return null;
  const handler = HANDLERS.get(method);
  if (handler === undefined) return errorAnswer(id, METHOD_NOT_FOUND, 'no such method');
  try {
    return { jsonrpc: '2.0', id, result: await handler(collector, isRecord(params) ? params : {}) };
  } catch (error) {
    if (error instanceof ParameterFault) return errorAnswer(id, INVALID_PARAMS, error.message);
    failed(error);
    return errorAnswer(id, INTERNAL_ERROR, 'the collector could not answer; its standard error says why');
  }
}

/** The answer to what is no message at all. */
export function faultAnswer(fault: string): Answer {
  return errorAnswer(null, INVALID_REQUEST, fault);
}

function errorAnswer(id: Answer['id'], code: number, message: string): Answer {
  return { jsonrpc: '2.0', id, error: { code, message } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is string | number | null | undefined {
  if (typeof value === 'string') return value.length <= LONGEST_ID;
  return value === undefined || value === null || Number.isFinite(value);
}

/** Pid and start time, as a list of servers gave it. Whether there is such a server is the collector's to say. */
function serverId({ serverId: value }: Readonly<Record<string, unknown>>): string {
  if (typeof value === 'string' && value.length > 0 && value.length <= LONGEST_ID) return value;
  throw new ParameterFault('"serverId" is the id of a server of the list');
}

function count(params: Readonly<Record<string, unknown>>, name: string): number {
  const value = params[name];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new ParameterFault(`"${name}" is a whole number`);
}
