import { printableJson } from '../../features/printable';
import type { LiveServer } from '../../shared/liveServer';
import type { ServerEvent } from '../../shared/liveTrends';
import type { CliConsole } from '../console';
import { createFrame, type Frame } from './frame';
import type { InspectContext } from './inspect';
import type { InspectOptions } from './inspectOptions';
import { inspectReport, type ReportedServer, reportedServer } from './inspectReport';
import { durationText } from './liveText';
import type { InspectedServer } from './readServer';
import { serverView } from './serverView';
import { readAgain, type WatchedServer, watchedServer, watchOf } from './watchedServer';

/**
 * Shows servers again and again: on a terminal in place, elsewhere one after the other with the time, with --json a
 * document a line. Gives 0 when the person ends it, 1 when all servers have gone.
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
    pause: console.pause,
    now: console.now,
    isWatched: (serverId: string) => all.some(({ server }) => server.id === serverId),
  } as const;
  const frame = createFrame(console.write);
  const show = (): void => {
    if (options.json) writeJsonLine(all, console);
    else showForPeople(all, { options, intervalMs, context, frame });
  };
  const controls = console.startWatching();
  try {
    for (;;) {
      const startedAtMs = console.now();
      for (const watched of all) await readAgain(watched, tools);
      show();
      if (all.every(({ hasGone }) => hasGone)) return 1;
      for (;;) {
        const end = await controls.wait(Math.max(0, startedAtMs + intervalMs - console.now()));
        if (end === 'stopped') return 0;
        if (end === 'time') break;
        frame.resized();
        if (!options.json && console.screen() !== null) show();
      }
    }
  } finally {
    frame.end();
    controls.end();
  }
}

interface PeopleView {
  readonly options: InspectOptions;
  readonly intervalMs: number;
  readonly context: InspectContext;
  readonly frame: Frame;
}

function showForPeople(
  all: readonly WatchedServer[],
  { options, intervalMs, context: { console, terminal }, frame }: PeopleView,
): void {
  const size = console.screen();
  const view = {
    terminal,
    columns: size?.columns ?? null,
    isFull: options.full,
    isBrief: size !== null,
    nowMs: console.now(),
  };
  const blocks = all.map((watched) => serverView(inspectedOf(watched), watchOf(watched), view));
  const lines = blocks.flatMap((block, index) => (index === 0 ? block : ['', '', ...block]));
  if (size === null) {
    console.write(`${new Date(view.nowMs).toISOString()}\n${lines.join('\n')}\n\n`);
    return;
  }
  const hint = all.every(({ hasGone }) => hasGone)
    ? []
    : ['', terminal.dim(`Every ${durationOf(intervalMs)}. q ends it.`)];
  frame.draw([...lines, ...hint], size);
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
