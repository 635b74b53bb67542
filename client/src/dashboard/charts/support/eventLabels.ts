import { formatCount } from '../../../../../server/src/features/figures';
import { listText, t } from '../../../../../server/src/l10n';

/** A mark in a drawing: where it stands, and what it is called. */
export interface LabelledMark {
  readonly xPx: number;
  readonly name: string;
}

/** A label of one mark, or of several that stand close together. */
export interface EventLabel {
  /** Place of its first mark among those given. */
  readonly index: number;
  readonly lines: readonly string[];
  /** Its middle. */
  readonly xPx: number;
}

/** Where labels may stand, and how wide a text is. */
interface LabelRoom {
  readonly leftPx: number;
  readonly rightPx: number;
  readonly widthOf: (text: string) => number;
  /** Of a label whose names do not fit into one line. */
  readonly mostLines: number;
}

const GAP_PX = 8;

interface Group {
  readonly index: number;
  readonly marks: readonly LabelledMark[];
  readonly lines: readonly string[];
  readonly startPx: number;
  readonly endPx: number;
}

/**
 * Labels of marks that stand from left to right, one beside the other: none is left out. Marks whose labels would lie on one
 * another have one together, `stopped, restart`; a label may stand a little to the right of the middle of its marks.
 */
export function eventLabels(marks: readonly LabelledMark[], room: LabelRoom): EventLabel[] {
  const groups: Group[] = [];
  marks.forEach((mark, index) => {
    let marksOfGroup: readonly LabelledMark[] = [mark];
    let first = index;
    for (;;) {
      const behindPx = (groups.at(-1)?.endPx ?? Number.NEGATIVE_INFINITY) + GAP_PX;
      const group = placed(marksOfGroup, first, Math.max(behindPx, room.leftPx), room);
      const last = groups.at(-1);
      // It stands at its first mark at the latest, and within the drawing, or goes together with the one before.
      if (last === undefined || (group.startPx <= (marksOfGroup[0]?.xPx ?? 0) && group.startPx >= behindPx)) {
        groups.push(group);
        return;
      }
      groups.pop();
      marksOfGroup = [...last.marks, ...marksOfGroup];
      first = last.index;
    }
  });
  return groups.map(({ index, lines, startPx, endPx }) => ({ index, lines, xPx: (startPx + endPx) / 2 }));
}

function placed(marks: readonly LabelledMark[], index: number, leastPx: number, room: LabelRoom): Group {
  const named = namesIn(marks, room);
  const lines = named.length <= room.mostLines ? named : [t('{0} events', formatCount(marks.length))];
  const widthPx = Math.max(...lines.map(room.widthOf));
  const middlePx = ((marks[0]?.xPx ?? 0) + (marks.at(-1)?.xPx ?? 0)) / 2;
  const startPx = Math.min(Math.max(middlePx - widthPx / 2, leastPx), room.rightPx - widthPx);
  return { index, marks, lines, startPx, endPx: startPx + widthPx };
}

/** Names in the order in which they come, each once, `3 × reload, restart`, in as many lines as they need. */
function namesIn(marks: readonly LabelledMark[], { leftPx, rightPx, widthOf }: LabelRoom): string[] {
  const counts = new Map<string, number>();
  for (const { name } of marks) counts.set(name, (counts.get(name) ?? 0) + 1);
  const names = [...counts].map(([name, count]) => (count === 1 ? name : `${formatCount(count)} × ${name}`));
  const lines: string[][] = [];
  for (const name of names) {
    const line = lines.at(-1);
    if (line !== undefined && widthOf(listText([...line, name])) <= rightPx - leftPx) line.push(name);
    else lines.push([name]);
  }
  return lines.map(listText);
}
