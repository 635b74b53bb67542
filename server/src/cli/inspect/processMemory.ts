import type { LiveSample } from '../../shared/liveSample';
import type { LiveProcess, MemoryBreakdown, MemoryUse } from '../../shared/liveServer';
import { fitTable, type TableColumn } from '../fitTable';
import { wrapText } from '../textFit';
import { bytesText, UNKNOWN } from './liveText';
import type { LiveScreen } from './zoneTable';

/** One process's memory of one sort, by what it is. */
interface Row {
  readonly process: LiveProcess;
  readonly memory: MemoryBreakdown;
  readonly sort: 'resident' | 'virtual';
}

/** Short, so that all of them stand beside each other in 80 columns. */
const TITLES: readonly (readonly [MemoryUse, string])[] = [
  ['shared zones', 'ZONES'],
  ['heap', 'HEAP'],
  ['LuaJIT', 'LUAJIT'],
  ['code and libraries', 'CODE'],
  ['stack', 'STACK'],
  ['other', 'OTHER'],
];

const COLUMNS: readonly TableColumn<Row>[] = [
  {
    title: 'PROCESS',
    alignment: 'right',
    leaveOut: 0,
    cell: ({ process, sort }) => (sort === 'resident' ? String(process.pid) : ''),
  },
  {
    title: 'ROLE',
    alignment: 'left',
    leaveOut: 1,
    cell: ({ process, sort }) => (sort === 'resident' ? process.role : ''),
  },
  { title: 'MEMORY', alignment: 'left', leaveOut: 0, cell: ({ sort }) => sort },
  ...TITLES.map(
    ([use, title]): TableColumn<Row> => ({ title, alignment: 'right', leaveOut: 0, cell: (row) => partText(row, use) }),
  ),
];

/** A table of what each process's memory is, and what its titles and marks mean; the latter for each text a block. */
export function processMemory(
  { processes }: LiveSample,
  memory: ReadonlyMap<number, MemoryBreakdown>,
  { terminal, columns }: LiveScreen,
): readonly (readonly string[])[] {
  const known = processes.flatMap((process) => {
    const breakdown = memory.get(process.pid);
    return breakdown === undefined ? [] : [{ process, memory: breakdown }];
  });
  const notes = [missingNote(processes.length - known.length)];
  if (known.length > 0) {
    notes.push(
      'resident: pages that the process has in its own page table. virtual: all that it has mapped. Blank: it has none.',
      'CODE: of the server and its libraries, with their data. OTHER: files, and what belongs to nothing else.',
    );
  }
  if (known.some((one) => one.memory.isLuaJitEstimated)) {
    notes.push(
      "≈ : LuaJIT's memory and the heap are told apart by size and place, as what stands in them cannot be read.",
    );
  }
  const rows = known.flatMap((one): Row[] => [
    { ...one, sort: 'resident' },
    { ...one, sort: 'virtual' },
  ]);
  return [
    known.length === 0 ? [] : fitTable(rows, COLUMNS, columns, terminal.dim),
    notes.flatMap((note) => (note === '' ? [] : wrapText(note, columns))).map(terminal.dim),
  ];
}

function missingNote(count: number): string {
  if (count === 0) return '';
  const whose = count === 1 ? 'one process' : `${count} processes`;
  return `It is not known what the memory of ${whose} is: ended since, or not shown on this rung.`;
}

/** What is not there at all has no figure; what is not known is a word. */
function partText({ memory, sort }: Row, wanted: MemoryUse): string {
  const part = memory.parts.find(({ use }) => use === wanted);
  if (part === undefined) return UNKNOWN;
  if (part.virtualBytes === 0) return '';
  const isEstimated = memory.isLuaJitEstimated && (wanted === 'LuaJIT' || wanted === 'heap');
  const bytes = sort === 'resident' ? part.residentBytes : part.virtualBytes;
  return bytesText(bytes, isEstimated ? 'estimated' : 'exact');
}
