import { printable, printableJson } from '../../features/printable';
import type { LiveServer } from '../../shared/liveServer';
import type { ServerEvent } from '../../shared/liveTrends';
import type { CliConsole, ScreenSize } from '../console';
import { wrapText } from '../textFit';
import { createFrame, type Frame } from './frame';
import type { InspectContext } from './inspect';
import type { InspectOptions } from './inspectOptions';
import { inspectReport, type ReportedServer, reportedServer } from './inspectReport';
import { durationText } from './liveText';
import { createPatience, PATIENCE_MS } from './patience';
import type { InspectedServer } from './readServer';
import { serverView } from './serverView';
import { readAgain, type WatchedServer, watchedServer, watchOf } from './watchedServer';

/**
 * Shows servers again and again: on a terminal in place, elsewhere one after the other with the time, with --json a
 * document a line. Gives 0 when the person ends it, 1 when all servers have gone.
 *
 * Throws the collector's error when it has not answered for a while.
 */
export async function watchServers(
  servers: readonly LiveServer[],
  options: InspectOptions,
  intervalMs: number,
  context: InspectContext,
): Promise<0 | 1> {
  const { console, collector } = context;
  const all = servers.map(watchedServer);
  const tools = {
    collector,
    depth: options.full ? 'full' : 'refresh',
    withMemory: options.full,
    pause: console.pause,
    now: console.now,
    isWatched: (serverId: string) => all.some(({ server }) => server.id === serverId),
  } as const;
  const view = { options, intervalMs, context, frame: createFrame(console.write), complaint: createComplaint(console) };
  const attempt = createPatience(context.isFailure, console.now);
  const read = async (): Promise<void> => {
    for (const watched of all) await readAgain(watched, tools);
  };
  const controls = console.startWatching();
  try {
    for (;;) {
      const startedAtMs = console.now();
      const reading = attempt(read);
      // A collector that hangs does not keep the person waiting, and how it ends then is nobody's affair.
      reading.catch(() => undefined);
      const outcome = await Promise.race([reading, controls.stopped]);
      if (outcome === 'stopped') return 0;
      show(all, outcome.lost, view);
      if (all.every(({ hasGone }) => hasGone)) return 1;
      for (;;) {
        const end = await controls.wait(Math.max(0, startedAtMs + intervalMs - console.now()));
        if (end === 'stopped') return 0;
        if (end === 'time') break;
        view.frame.resized();
        if (!options.json && console.screen() !== null) show(all, outcome.lost, view);
      }
    }
  } finally {
    view.frame.end();
    controls.end();
  }
}

/** How and where servers are shown. */
interface WatchView {
  readonly options: InspectOptions;
  readonly intervalMs: number;
  readonly context: InspectContext;
  readonly frame: Frame;
  /** Tells on standard error that the collector is lost, once. */
  readonly complaint: (lost: string | null) => void;
}

/** @param lost why the collector does not answer; null where it does */
function show(all: readonly WatchedServer[], lost: string | null, view: WatchView): void {
  const { console } = view.context;
  const size = view.options.json ? null : console.screen();
  if (size !== null) {
    view.frame.draw(framed(all, lost, size, view), size);
    return;
  }
  view.complaint(lost);
  // What was read before is told already.
  if (lost !== null) return;
  if (view.options.json) writeJsonLine(all, console);
  else console.write(`${new Date(console.now()).toISOString()}\n${linesOf(all, null, view).join('\n')}\n\n`);
}

function createComplaint({ complain }: CliConsole): WatchView['complaint'] {
  let isLost = false;
  return (lost) => {
    if (lost !== null && !isLost) complain(`zone-lens: ${lostText(lost)}\n`);
    isLost = lost !== null;
  };
}

function framed(
  all: readonly WatchedServer[],
  lost: string | null,
  size: ScreenSize,
  view: WatchView,
): readonly string[] {
  const { terminal } = view.context;
  const lines = linesOf(all, size, view);
  if (lost !== null) {
    const warning = `${lostText(lost)} What is shown was read before.`;
    // Above the figures: what does not fit is cut off below.
    lines.unshift(...wrapText(warning, size.columns).map((line) => terminal.paint('warning', line)), '');
  }
  if (all.every(({ hasGone }) => hasGone)) return lines;
  return [...lines, '', terminal.dim(`Every ${durationOf(view.intervalMs)}. q ends it.`)];
}

function lostText(lost: string): string {
  return `${printable(lost)}; trying again for ${durationText(PATIENCE_MS)}.`;
}

function linesOf(all: readonly WatchedServer[], size: ScreenSize | null, { options, context }: WatchView): string[] {
  const view = {
    terminal: context.terminal,
    columns: size?.columns ?? null,
    isFull: options.full,
    isBrief: size !== null,
    nowMs: context.console.now(),
  };
  const blocks = all.map((watched) => serverView(inspectedOf(watched), watchOf(watched), view));
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', '', ...block]));
}

function durationOf(intervalMs: number): string {
  return intervalMs < 1000 ? `${intervalMs} ms` : durationText(intervalMs);
}

function inspectedOf({ inspected, server }: WatchedServer): InspectedServer {
  return inspected ?? { server, reading: { kind: 'gone' } };
}

/** Each event stands in one line only. */
function writeJsonLine(all: readonly WatchedServer[], console: CliConsole): void {
  const servers = all.map((watched): ReportedServer => {
    const watch = watchOf(watched);
    const events = watch.events.filter((event) => !watched.printedEvents.has(eventKey(event)));
    watched.printedEvents = new Set(watch.events.map(eventKey));
    return reportedServer(inspectedOf(watched), { ...watch, events });
  });
  // Line breaks inside of texts are escaped, so those that are left are the indentation's.
  console.write(`${printableJson(inspectReport(servers)).replace(/\n */g, '')}\n`);
}

/** Tells events of one server apart. */
function eventKey({ atMs, kind }: ServerEvent): string {
  return `${atMs} ${kind}`;
}
