import type { JSX } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { t } from '../../../server/src/l10n';
import { CardButtons } from './cardButtons';
import type { ChartEntry } from './charts';
import { ChartTable } from './chartTable';
import type { ChartTheme, ChartView } from './chartView';
import { Select } from './controls';
import { Drawing } from './drawing';
import type { EChartsType } from './echarts';
import { chartCsv, chartJson, exportFileName, tableText } from './exports';
import { choiceKey, type PageModel } from './model';
import { chartPicture } from './picture';
import type { FromPage, PageFile } from './protocol';
import { Swatch } from './swatch';
import { useInSight, useWidth } from './useInSight';
import { useView } from './useView';

/** Of the id of the choice whether a chart's table is open. */
const TABLE = 'table';

/** What cards do to the page. */
export interface CardActions {
  readonly send: (message: FromPage) => void;
  readonly choose: (key: string, value: string) => void;
  readonly chooseZone: (zoneKey: string) => void;
  readonly say: (text: string) => void;
  readonly sees: (entry: ChartEntry, isInSight: boolean) => void;
}

/** One chart with its title, what it says, its controls, and its numbers. */
export function ChartCard(props: {
  readonly entry: ChartEntry;
  readonly model: PageModel;
  readonly theme: ChartTheme;
  readonly actions: CardActions;
}): JSX.Element {
  const { entry, model, theme, actions } = props;
  const headingId = useId();
  const card = useRef<HTMLElement>(null);
  const drawNow = useRef<(() => EChartsType | null) | null>(null);
  const isInSight = useInSight(card, (isSeen) => actions.sees(entry, isSeen));
  const widthPx = useWidth(card);
  const view = useView(entry, model, theme, widthPx);
  const isTableOpen = model.kept.choices[choiceKey(entry.id, TABLE)] === 'open';
  const { data } = model;

  if (view === null || data === null) {
    return (
      <section ref={card} class="card waiting" data-chart={entry.id} aria-label={t('Chart')} aria-busy="true">
        <p>{t('Waiting for the figures of this chart.')}</p>
      </section>
    );
  }

  const fileContent = (format: PageFile['format']): string | null => {
    if (format === 'csv') return chartCsv(view.table);
    if (format === 'json') return chartJson(view, data);
    // The picture has the same figures as what is written on it.
    const chart = drawNow.current?.() ?? null;
    return chart === null ? null : chartPicture(view, chart, theme);
  };

  return (
    <section ref={card} class="card" data-chart={entry.id} aria-labelledby={headingId}>
      <div class="card-head">
        <h2 id={headingId}>{view.title}</h2>
        <CardButtons
          view={view}
          isTableOpen={isTableOpen}
          onTable={() => actions.choose(choiceKey(entry.id, TABLE), isTableOpen ? 'closed' : 'open')}
          onCopy={() => actions.send({ type: 'copy', text: tableText(view.table), what: view.title })}
          onSave={(format) => {
            const content = fileContent(format);
            const fileName = exportFileName(view, data, format);
            if (content !== null) actions.send({ type: 'export', file: { fileName, format, content } });
          }}
        />
      </div>
      <p class="summary">{view.summary}</p>
      {view.controls.length > 0 && (
        <div class="chart-controls">
          {view.controls.map(({ id, label, options, value }) => (
            <Select
              key={id}
              name={id}
              label={label}
              options={options}
              value={value}
              onChoose={(chosen) => actions.choose(choiceKey(entry.id, id), chosen)}
            />
          ))}
        </div>
      )}
      <Legend view={view} theme={theme} />
      {view.option === null ? (
        view.empty !== null && view.empty !== view.summary && <p class="empty">{view.empty}</p>
      ) : (
        <Drawing
          view={view}
          theme={theme}
          widthPx={widthPx}
          isInSight={isInSight}
          onChooseZone={actions.chooseZone}
          onSay={actions.say}
          onMade={(draw) => {
            drawNow.current = draw;
          }}
        />
      )}
      {view.notes.length > 0 && (
        <ul class="notes">
          {view.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {isTableOpen && view.table.rows.length > 0 && <ChartTable table={view.table} caption={view.title} />}
    </section>
  );
}

function Legend({ view, theme }: { readonly view: ChartView; readonly theme: ChartTheme }): JSX.Element | null {
  if (view.legend.length === 0) return null;
  return (
    <ul class="legend">
      {view.legend.map((entry) => (
        <li key={entry.label}>
          <Swatch entry={entry} theme={theme} />
          <bdi>{entry.label}</bdi>
        </li>
      ))}
    </ul>
  );
}
