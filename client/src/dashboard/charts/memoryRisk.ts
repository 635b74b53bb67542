import { liveBytesText } from '../../../../server/src/features/liveTexts';
import { printable } from '../../../../server/src/features/printable';
import { t } from '../../../../server/src/l10n';
import type {
  ChartColumn,
  ChartContext,
  ChartControl,
  ChartItem,
  ChartRow,
  ChartTable,
  ChartView,
  LegendEntry,
} from '../chartView';
import { emptyChart } from './support/emptyChart';
import { meaningEntry } from './support/fills';
import { atItsTime } from './support/itsTime';
import { RISK_SERIES, type RiskDrawing, riskFill, riskHeightPx, riskOption, shareText } from './support/riskOption';
import { type RiskLine, type RiskRow, riskLines, riskRows } from './support/riskRows';
import { weakest } from './support/sumFigures';

/** A limit that is at most so many times as far as the longest bar is within the axis, unless it is chosen otherwise. */
const NEAR_LIMIT = 4;

/** Room behind the longest bar where the axis does not reach to all limits. */
const ROOM = 1.05;

/** A limit that is at most so many times as far as the longest bar is drawn in any case. */
const BESIDE = 1.5;

/** What zones and processes take, now and later, against what limits them. */
export function memoryRisk(context: ChartContext): ChartView {
  const { data, baseline, theme } = context;
  const title = t('Memory risk');
  const rows = riskRows(data, baseline);
  const lines = riskLines(data, rows);
  const table = tableOf(rows, lines, baseline !== null);
  const isDrawn = rows.some(({ total }) => total.bytes !== null);
  if (!isDrawn) return emptyChart({ id: 'risk', title, empty: data.risk.text, table });
  const longest = Math.max(...rows.map(({ total, before }) => Math.max(total.bytes ?? 0, before?.bytes ?? 0)));
  const farthest = Math.max(longest, ...lines.map(({ bytes }) => bytes));
  const beside = lines.map(({ bytes }) => bytes).filter((bytes) => bytes <= longest * BESIDE);
  const scale = scaleOf(context, longest, lines);
  const drawing: RiskDrawing = {
    rows,
    lines,
    axisBytes: scale === 'limits' ? farthest : Math.max(longest * ROOM, ...beside),
    severity: data.risk.severity,
    rowText,
    lineText,
  };
  return {
    id: 'risk',
    title,
    // What ends tells of itself.
    summary: data.state === 'snapshot' ? atItsTime(data, data.risk.text) : data.risk.text,
    notes: notesOf(context, rows, lines),
    controls: lines.length === 0 ? [] : [scaleControl(scale)],
    option: riskOption(context, drawing),
    empty: null,
    heightPx: riskHeightPx(drawing),
    legend: [
      { label: t('shared zones'), colour: riskFill(theme, 'zones').color, pattern: null },
      ...(rows.some(({ processes }) => processes.bytes !== null)
        ? [{ label: t('the processes’ own memory'), colour: riskFill(theme, 'processes').color, pattern: 0 }]
        : []),
      ...lineLegend(context, rows, lines),
    ],
    table,
    items: itemsOf(rows, lines),
  };
}

/** Up to the limits where those are near, else up to the bars: they would be a hair at the edge otherwise. */
function scaleOf({ choice }: ChartContext, longest: number, lines: readonly RiskLine[]): 'bars' | 'limits' {
  const chosen = choice('scale');
  if (chosen === 'bars' || chosen === 'limits') return chosen;
  return lines.every(({ bytes }) => bytes <= longest * NEAR_LIMIT) ? 'limits' : 'bars';
}

function scaleControl(value: 'bars' | 'limits'): ChartControl {
  return {
    id: 'scale',
    label: t('Scale'),
    options: [
      { value: 'bars', label: t('up to the bars') },
      { value: 'limits', label: t('up to the limits') },
    ],
    value,
  };
}

function lineLegend({ theme }: ChartContext, rows: readonly RiskRow[], lines: readonly RiskLine[]): LegendEntry[] {
  const legend: LegendEntry[] = [];
  if (lines.some(({ kind }) => kind !== 'available')) legend.push(meaningEntry(theme, 'limit', t('limit (line)')));
  if (lines.some(({ kind }) => kind === 'available')) {
    legend.push(meaningEntry(theme, 'mark', t('where no memory is left (dotted line)')));
  }
  if (rows.some(({ before }) => before !== null && before.bytes !== null)) {
    legend.push({ label: t('in the snapshot (diamond)'), colour: theme.foreground, pattern: null });
  }
  return legend;
}

function notesOf({ data }: ChartContext, rows: readonly RiskRow[], lines: readonly RiskLine[]): string[] {
  const notes = [t('Zones take their RAM once, however many processes share them.')];
  if (rows.some(({ scenario }) => scenario === 'full')) {
    notes.push(t('A zone never takes more than its size. The processes’ own memory is taken to stay as it is.'));
  }
  if (rows.every(({ processes }) => processes.bytes === null)) {
    notes.push(
      data.server === null
        ? t('Nothing runs: what processes take of their own comes on top.')
        : t('What the processes take of their own is not known, and comes on top.'),
    );
  }
  if (rows.some(({ scenario, zones }) => scenario === 'now' && zones.bytes === null)) {
    notes.push(t('What is loaded of the zones is not known, and comes on top.'));
  }
  if (lines.every(({ kind }) => kind === 'available')) notes.push(t('No limit of this machine is known.'));
  return notes;
}

function rowText(row: RiskRow, part: 'zones' | 'processes'): string {
  const { label, total, before, shareOfLimit } = row;
  const figure = row[part];
  const whole = liveBytesText(total.bytes, total.exactness);
  const parts = [
    part === 'zones'
      ? t('{0}: {1} in shared zones', label, liveBytesText(figure.bytes, figure.exactness))
      : t('{0}: {1} of the processes’ own', label, liveBytesText(figure.bytes, figure.exactness)),
    shareOfLimit === null ? t('{0} in all', whole) : t('{0} in all, {1}', whole, shareText(row)),
  ];
  if (before !== null) parts.push(t('in the snapshot {0}', liveBytesText(before.bytes, before.exactness)));
  return parts.join(' · ');
}

function lineText({ kind, label, bytes, exactness }: RiskLine): string {
  const name = printable(label);
  const figure = liveBytesText(bytes, exactness);
  return kind === 'available' ? t('{0}: {1}', name, figure) : t('limit {0}: {1}', name, figure);
}

function itemsOf(rows: readonly RiskRow[], lines: readonly RiskLine[]): ChartItem[] {
  const bars = rows.flatMap((row, dataIndex) =>
    (['zones', 'processes'] as const)
      .filter((part) => (row[part].bytes ?? 0) > 0)
      .map((part) => ({ seriesIndex: RISK_SERIES[part], dataIndex, text: rowText(row, part) })),
  );
  const limits = lines.map((line, dataIndex) => ({ seriesIndex: RISK_SERIES.lines, dataIndex, text: lineText(line) }));
  return [...bars, ...limits];
}

function tableOf(rows: readonly RiskRow[], lines: readonly RiskLine[], hasSnapshot: boolean): ChartTable {
  const columns: ChartColumn[] = [
    { key: 'case', label: t('Case'), unit: 'text' },
    { key: 'zonesBytes', label: t('Shared zones'), unit: 'bytes' },
    { key: 'processesBytes', label: t('Processes’ own'), unit: 'bytes' },
    { key: 'totalBytes', label: t('Together'), unit: 'bytes' },
    { key: 'shareOfLimit', label: t('Of the tightest limit'), unit: 'percent' },
    ...(hasSnapshot
      ? [{ key: 'snapshotTotalBytes', label: t('Together, in the snapshot'), unit: 'bytes' } as const]
      : []),
  ];
  const caseRows = rows.map((row): ChartRow => {
    const { zones, processes, total, before } = row;
    const told = [
      { key: 'zonesBytes', figure: zones },
      { key: 'processesBytes', figure: processes },
      { key: 'totalBytes', figure: total },
      { key: 'shareOfLimit', figure: row.shareOfLimit === null ? null : total },
      { key: 'snapshotTotalBytes', figure: before },
    ].flatMap(({ key, figure }) =>
      figure === null || figure.bytes === null || figure.exactness === 'exact'
        ? []
        : [{ key, exactness: figure.exactness }],
    );
    return {
      key: row.scenario,
      cells: [
        row.label,
        zones.bytes,
        processes.bytes,
        total.bytes,
        row.shareOfLimit,
        ...(hasSnapshot ? [before?.bytes ?? null] : []),
      ],
      exactness: weakest(told.map(({ exactness }) => exactness)),
      marked: told.map(({ key }) => key),
    };
  });
  const lineRows = lines.map(
    ({ key, kind, label, bytes, exactness }): ChartRow => ({
      key,
      cells: [
        kind === 'available' ? label : t('limit {0}', label),
        null,
        null,
        bytes,
        null,
        ...(hasSnapshot ? [null] : []),
      ],
      exactness,
      marked: exactness === 'exact' ? [] : ['totalBytes'],
    }),
  );
  return { columns, rows: [...caseRows, ...lineRows] };
}
