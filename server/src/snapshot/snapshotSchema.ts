import * as v from 'valibot';
import { SNAPSHOT_SCHEMA } from '../shared/snapshot';
import { count, countOrNull, figureList, list, pageSize, span, text, textOrNull, time, timeList } from './basicSchemas';
import { MOST_LONG_ITEMS, MOST_RUNS_OF_ONE_MAP } from './bounds';
import { cost, declaredAt, processRole, verdict, view } from './liveSchemas';

const memory = v.object({
  totalBytes: countOrNull,
  availableBytes: countOrNull,
  cgroup: v.nullable(v.object({ limitBytes: count, availableBytes: countOrNull, label: text })),
  isWhole: v.boolean(),
});

const planned = v.object({
  name: text,
  kind: textOrNull,
  sizeBytes: countOrNull,
  exactness: v.picklist(['exact', 'estimated']),
  metadataBytes: countOrNull,
  emptyLoadedBytes: countOrNull,
  emptyFreePages: countOrNull,
  capacity: v.nullable(
    v.object({ noun: text, entries: span, entryBytes: span, basis: v.picklist(['set', 'key', 'assumed']) }),
  ),
  declaredAt,
  inode: countOrNull,
});

const figures = figureList(MOST_LONG_ITEMS);
const values = { loadedBytes: figures, usedBytes: figures, failures: figures };

const history = v.object({
  takenAtMs: timeList(MOST_LONG_ITEMS),
  total: v.object(values),
  zones: list(v.object({ name: textOrNull, kind: textOrNull, ...values })),
  processes: list(v.object({ pid: count, startTicks: count, role: processRole, residentBytes: figures })),
});

const breakdown = v.object({
  takenAtMs: time,
  pid: count,
  parts: list(
    v.object({
      use: v.picklist(['shared zones', 'heap', 'LuaJIT', 'code and libraries', 'stack', 'other']),
      virtualBytes: count,
      residentBytes: countOrNull,
    }),
  ),
  zones: list(v.object({ inode: count, virtualBytes: count, residentBytes: countOrNull })),
  isLuaJitEstimated: v.boolean(),
  cost,
});

const run = v.object({
  firstPage: count,
  pageCount: count,
  state: v.picklist(['metadata', 'free', 'slot', 'pages', 'behind', 'mixed']),
  slotBytes: countOrNull,
  usedChunks: countOrNull,
  isLoaded: v.nullable(v.boolean()),
  mixed: v.exactOptional(
    v.object({
      metadata: count,
      free: count,
      slot: count,
      pages: count,
      behind: count,
      loaded: count,
      notLoaded: count,
    }),
  ),
});

const pageMap = v.object({
  inode: count,
  takenAtMs: time,
  pageSizeBytes: pageSize,
  runs: list(run, MOST_RUNS_OF_ONE_MAP),
  groupPages: count,
  isConsistent: v.boolean(),
  cost,
});

/** A snapshot as a file holds it. Fields that it does not know are left out of what it gives. */
export const snapshotSchema = v.object({
  schema: v.literal(SNAPSHOT_SCHEMA),
  savedAtMs: time,
  writtenBy: text,
  configPath: textOrNull,
  pageSizeBytes: pageSize,
  memory,
  view: v.nullable(view),
  planned: list(planned),
  history,
  verdicts: list(verdict),
  breakdowns: list(breakdown),
  pageMaps: list(pageMap),
});
