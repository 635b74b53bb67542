import * as v from 'valibot';
import type { DashboardLook } from '../../../server/src/shared/dashboard';
import type { DashboardSubject } from '../../../server/src/shared/dashboardMessages';
import type { FromPage } from '../dashboard/protocol';
import type { DashboardTarget } from './dashboardTarget';

/** Longer than any name or path that is shown. */
const LONGEST_NAME = 4096;
/** A path of which every byte is written as three characters. */
const LONGEST_ADDRESS = 4 * LONGEST_NAME;
const LONGEST_COPY = 8 << 20;
/** Of a chart's picture as base64, or its table as text. */
const LONGEST_FILE = 64 << 20;
const LARGEST_PID = 2 ** 31 - 1;

/** Subjects that may come from outside: all but a snapshot's text, which is read from a file here. */
export type OpenableSubject = Exclude<DashboardSubject, { readonly kind: 'snapshot' }>;

const name = v.pipe(v.string(), v.maxLength(LONGEST_NAME));
const address = v.pipe(v.string(), v.maxLength(LONGEST_ADDRESS));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const look = v.object({
  pid: v.nullable(v.pipe(count, v.maxValue(LARGEST_PID))),
  zoneKey: v.nullable(name),
  parts: v.pipe(v.array(v.picklist(['process', 'page map', 'timeline'])), v.maxLength(3)),
  timelineAfter: v.nullable(count),
}) satisfies v.GenericSchema<unknown, DashboardLook>;

const file = v.object({
  fileName: name,
  format: v.picklist(['png', 'csv', 'json']),
  content: v.pipe(v.string(), v.maxLength(LONGEST_FILE)),
});

const fromPage = v.variant('type', [
  v.object({ type: v.literal('ready'), look }),
  v.object({ type: v.literal('look'), look }),
  v.object({ type: v.literal('pause'), isPaused: v.boolean() }),
  v.object({ type: v.literal('export'), file }),
  v.object({ type: v.literal('copy'), text: v.pipe(v.string(), v.maxLength(LONGEST_COPY)), what: name }),
  v.object({ type: v.literal('go to declaration'), zoneKey: name }),
  v.object({ type: v.literal('size zone'), zoneKey: name }),
  v.object({ type: v.picklist(['save snapshot', 'compare', 'stop comparing', 'attach', 'refresh', 'set interval']) }),
]) satisfies v.GenericSchema<unknown, FromPage>;

const remembered = v.object({ configFile: v.nullable(name), prefix: v.nullable(name), rootUri: v.nullable(address) });

const subject = v.variant('kind', [
  v.object({ kind: v.literal('attached') }),
  v.object({ kind: v.literal('server'), serverId: name }),
  v.object({ kind: v.literal('remembered'), remembered }),
  v.object({ kind: v.literal('config'), uri: address }),
]) satisfies v.GenericSchema<unknown, OpenableSubject>;

const target = v.object({ subject, zoneKey: v.optional(v.nullable(name)) });

const treeItem = v.object({ target });

const pageState = v.object({ kept: subject });

/** A message of the page, if it is one: what has another form, or is too long, is null. */
export function readFromPage(message: unknown): FromPage | null {
  const read = v.safeParse(fromPage, message);
  return read.success ? read.output : null;
}

/** What the argument of a command means: a target, or a tree item that carries one; null for anything else. */
export function readTarget(value: unknown): (DashboardTarget & { readonly subject: OpenableSubject }) | null {
  const item = v.safeParse(treeItem, value);
  const read = v.safeParse(target, item.success ? item.output.target : value);
  if (!read.success) return null;
  return { subject: read.output.subject, zoneKey: read.output.zoneKey ?? null };
}

/** Where the state that a page left leads; null where it leads nowhere. */
export function readKept(state: unknown): OpenableSubject | null {
  const read = v.safeParse(pageState, state);
  return read.success ? read.output.kept : null;
}
