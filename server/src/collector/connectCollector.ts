import { spawn } from 'node:child_process';
import { lstatSync, type Stats } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { messageOf } from '../errorText';
import { t } from '../l10n';
import {
  COLLECTOR_PROTOCOL,
  COLLECTOR_REQUESTS,
  type Collector,
  type CollectorHello,
} from '../shared/collectorProtocol';
import { type Calls, createCalls } from './calls';

/** Where a collector is. */
export type CollectorPlace =
  /** A process of our own, as the same user. */
  | { readonly kind: 'process'; readonly command: string; readonly args: readonly string[] }
  /** One that somebody else has started, perhaps with more rights. */
  | { readonly kind: 'socket'; readonly path: string };

/** A collector at the other end of a connection that is made when it is first needed, and again when it broke. */
export interface ConnectedCollector extends Collector {
  readonly place: CollectorPlace;
  /** A person asks: the next call is not refused because the one before failed a moment ago. */
  retryNow(): void;
  /** Ends the connection, and with it a process of our own. Every later call rejects. */
  dispose(): void;
}

/** The collector does not answer; the message says why, for people. */
export class CollectorUnavailable extends Error {}

/** Waits between attempts, each twice the one before. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** It has proved to work when it lived this long. */
const SOUND_AFTER_MS = 60_000;

/** Longer than any start or answer takes; a page map of many gigabytes takes seconds. */
const START_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 60_000;

/** One that hangs is ended after this. */
const HANGING_MS = 3000;

/** What is kept of a collector's standard error to tell why it ended. */
const KEPT_ERROR_TEXT = 500;

interface Line extends Calls {
  /** Settles with the reason when the line breaks. */
  readonly broken: Promise<string>;
  close(): void;
}

/** @param now milliseconds, of any clock */
export function connectCollector(
  place: CollectorPlace,
  now: () => number = () => performance.now(),
): ConnectedCollector {
  let line: Promise<Line> | null = null;
  let current: Line | null = null;
  let failures = 0;
  let retryAt = 0;
  let reason = '';
  let isDisposed = false;

  const lost = (why: string, livedMs: number): void => {
    line = null;
    current = null;
    failures = livedMs >= SOUND_AFTER_MS ? 1 : failures + 1;
    reason = why;
    retryAt = now() + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
  };
  const open = async (): Promise<Line> => {
    const startedAt = now();
    let opened: Line | null = null;
    try {
      opened = place.kind === 'process' ? startProcess(place) : await connectSocket(place.path);
      // Before the greeting: one that hangs can be ended.
      current = opened;
      if (!isDisposed) await greet(opened);
      if (isDisposed) throw new CollectorUnavailable(t('the collector has been ended'));
    } catch (error) {
      opened?.close();
      lost(messageOf(error), 0);
      throw new CollectorUnavailable(reason);
    }
    const made = opened;
    void made.broken.then((why) => {
      if (current === made) lost(why, now() - startedAt);
    });
    return made;
  };
  const ask = async <Answer>(method: string, params: unknown): Promise<Answer> => {
    if (isDisposed) throw new CollectorUnavailable(t('the collector has been ended'));
    if (line === null && now() < retryAt) throw new CollectorUnavailable(reason);
    line ??= open();
    return (await answered(await line, method, params, ANSWER_TIMEOUT_MS)) as Answer;
  };
  return {
    place,
    hello: () => ask(COLLECTOR_REQUESTS.hello, {}),
    servers: () => ask(COLLECTOR_REQUESTS.servers, {}),
    sample: (params) => ask(COLLECTOR_REQUESTS.sample, params),
    isRunning: (params) => ask(COLLECTOR_REQUESTS.isRunning, params),
    pageMap: (params) => ask(COLLECTOR_REQUESTS.pageMap, params),
    memoryBreakdown: (params) => ask(COLLECTOR_REQUESTS.memoryBreakdown, params),
    serverMemory: (params) => ask(COLLECTOR_REQUESTS.serverMemory, params),
    retryNow: () => {
      retryAt = 0;
    },
    dispose: () => {
      isDisposed = true;
      current?.close();
    },
  };
}

/** An answer, or a rejection where the line breaks or nothing comes in time. */
async function answered(line: Line, method: string, params: unknown, timeoutMs: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      line.close();
      reject(new CollectorUnavailable(t('the collector does not answer')));
    }, timeoutMs);
  });
  const asked = line.call(method, params).catch(async (error: unknown) => {
    // How the process or socket ended says more than that its stream did.
    if (error instanceof StreamEnd) throw new CollectorUnavailable(await line.broken);
    throw error;
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
    asked.catch(() => undefined);
  }
}

/** The other end has closed the stream, or sent what can't be read. */
class StreamEnd extends Error {}

async function greet(line: Line): Promise<void> {
  const hello = await answered(line, COLLECTOR_REQUESTS.hello, {}, START_TIMEOUT_MS);
  if ((hello as CollectorHello | undefined)?.protocol === COLLECTOR_PROTOCOL) return;
  throw new CollectorUnavailable(t('the collector is of another version of Zone Lens; start the one of this version'));
}

function startProcess({ command, args }: CollectorPlace & { kind: 'process' }): Line {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: childEnvironment() });
  let errorText = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errorText = (errorText + text).slice(-KEPT_ERROR_TEXT);
  });
  child.stdin.on('error', () => undefined);
  const broken = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(t("the collector can't be started: {0}", error.message)));
    child.once('close', (code, signal) => resolve(endedText(String(signal ?? code), errorText)));
  });
  return {
    ...createCalls(child.stdout, child.stdin, () => new StreamEnd()),
    broken,
    close: () => {
      // What a collector ends by. One that hangs does not see it.
      child.stdin.end();
      setTimeout(() => child.kill('SIGKILL'), HANGING_MS).unref();
    },
  };
}

/** The executable of a window may be Electron, which is Node only with this. Preloaded code has no place in a reader. */
function childEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _dropped, ...inherited } = process.env;
  return { ...inherited, ELECTRON_RUN_AS_NODE: '1' };
}

function endedText(how: string, errorText: string): string {
  const said = errorText.trim().split('\n', 1)[0] ?? '';
  return said === '' ? t('the collector ended ({0})', how) : t('the collector ended ({0}): {1}', how, said);
}

async function connectSocket(path: string): Promise<Line> {
  checkOwner(path);
  const socket = await new Promise<Socket>((resolve, reject) => {
    const made = connect(path);
    made.once('connect', () => resolve(made));
    made.once('error', ({ message }) =>
      reject(new CollectorUnavailable(t('no collector answers at {0}: {1}', path, message))),
    );
  });
  const broken = new Promise<string>((resolve) => {
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(t('the collector at {0} has ended', path)));
  });
  return { ...createCalls(socket, socket, () => new StreamEnd()), broken, close: () => socket.destroy() };
}

/** Another user's socket could tell anything. */
function checkOwner(path: string): void {
  let status: Stats;
  try {
    status = lstatSync(path);
  } catch {
    throw new CollectorUnavailable(t('there is no collector at {0}: start it first', path));
  }
  const owners = [0, process.geteuid?.() ?? 0];
  if (!status.isSocket()) throw new CollectorUnavailable(t('{0} is no socket', path));
  if (!owners.includes(status.uid)) throw new CollectorUnavailable(t("{0} is another user's socket", path));
}
