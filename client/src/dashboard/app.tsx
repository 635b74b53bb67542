import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import { t } from '../../../server/src/l10n';
import type { DashboardPart } from '../../../server/src/shared/dashboard';
import type { Bridge } from './bridge';
import { type CardActions, ChartCard } from './chartCard';
import { type ChartEntry, STACKS } from './charts';
import { Comparison } from './comparison';
import { IconButton } from './controls';
import { Header } from './header';
import { emptyModel, lookOf, type PageModel, reduce } from './model';
import { currentTheme, watchTheme } from './theme';
import { useGrowing } from './useGrowing';

/** What comes into sight for less is not asked for: it flies by, or the page is not whole yet. */
const SEEING_MS = 100;

/** Charts from the top to the bottom of both stacks. */
const ORDER = STACKS.flatMap((entries) => entries.map((entry, row) => ({ entry, row })))
  .sort((one, other) => one.row - other.row)
  .map(({ entry }) => entry);

/** So long a notice that is no error stands. */
const NOTICE_MS = 8000;

/** The whole page. */
export function App({ bridge }: { readonly bridge: Bridge }): JSX.Element {
  const [model, dispatch] = useReducer(reduce, bridge, (from) => emptyModel(from.load()));
  const [theme, setTheme] = useState(currentTheme);
  const [said, setSaid] = useState('');
  useTalk(bridge, model);

  const inSight = useRef(new Set<ChartEntry>());
  const seeing = useRef<ReturnType<typeof setTimeout>>(undefined);
  const cardCount = useGrowing(ORDER.length, model.data !== null);
  const actions = useMemo<CardActions>(
    () => ({
      send: bridge.send,
      choose: (key, value) => dispatch({ type: 'chose', key, value }),
      chooseZone: (zoneKey) => dispatch({ type: 'chose zone', zoneKey }),
      say: setSaid,
      sees: (entry, isInSight) => {
        if (isInSight) inSight.current.add(entry);
        else inSight.current.delete(entry);
        clearTimeout(seeing.current);
        seeing.current = setTimeout(() => dispatch({ type: 'sees', parts: partsOf(inSight.current) }), SEEING_MS);
      },
    }),
    [bridge],
  );

  useLayoutEffect(() => {
    bridge.listen((message) => dispatch({ type: 'told', message }));
    watchTheme(() => setTheme(currentTheme()));
  }, [bridge]);

  const { data, notice } = model;
  return (
    <>
      {data === null ? (
        <main class="waiting">
          <h1>Zone Lens</h1>
          <p role="status">{t('Waiting for the first figures.')}</p>
        </main>
      ) : (
        <>
          <Header
            data={data}
            model={model}
            send={bridge.send}
            onPause={(isPaused) => dispatch({ type: 'paused', isPaused })}
            onChooseProcess={(pid) => dispatch({ type: 'chose process', pid })}
            onChooseZone={actions.chooseZone}
          />
          <main>
            {model.baseline !== null && (
              <Comparison now={data} before={model.baseline} beforeName={model.baselineName ?? ''} />
            )}
            <div class="cards">
              {STACKS.map((entries) => (
                <div key={entries[0]?.id} class="stack">
                  {entries.map(
                    (entry) =>
                      ORDER.indexOf(entry) < cardCount && (
                        <ChartCard key={entry.id} entry={entry} model={model} theme={theme} actions={actions} />
                      ),
                  )}
                </div>
              ))}
            </div>
          </main>
        </>
      )}
      <p id="chart-keys" hidden>
        {t('Arrow keys walk over it, Enter looks at a zone, Escape leaves. Where time is drawn, plus and minus zoom.')}
      </p>
      <p class="for-readers" role="status" data-said>
        {said}
      </p>
      <div
        class={`notice ${notice?.isError === true ? 'error' : ''}`}
        role={notice?.isError === true ? 'alert' : 'status'}
      >
        {notice !== null && (
          <Notice
            key={notice.number}
            text={notice.text}
            isError={notice.isError}
            onDismiss={() => dispatch({ type: 'dismissed notice' })}
          />
        )}
      </div>
    </>
  );
}

/** Tells the host what is wanted, and keeps it over a reload of the window. */
function useTalk(bridge: Bridge, model: PageModel): void {
  const look = lookOf(model);
  const lookText = JSON.stringify(look);
  const isFirst = useRef(true);
  const { isPaused } = model.kept;
  // Asked for before the page is painted, the first figures come with the next frame.
  useLayoutEffect(() => {
    bridge.send({ type: isFirst.current ? 'ready' : 'look', look });
    isFirst.current = false;
    // The look is another object each time.
  }, [bridge, lookText]);
  const wasPaused = useRef(false);
  useEffect(() => {
    if (isPaused !== wasPaused.current) bridge.send({ type: 'pause', isPaused });
    wasPaused.current = isPaused;
  }, [bridge, isPaused]);
  useEffect(() => bridge.keep(model.kept), [bridge, model.kept]);
}

function Notice(props: {
  readonly text: string;
  readonly isError: boolean;
  readonly onDismiss: () => void;
}): JSX.Element {
  const { text, isError, onDismiss } = props;
  useEffect(() => {
    if (isError) return;
    const timer = setTimeout(onDismiss, NOTICE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      <span>{text}</span>
      <IconButton icon="close" label={t('Dismiss')} isTight action="dismiss" onPress={onDismiss} />
    </>
  );
}

function partsOf(entries: ReadonlySet<ChartEntry>): readonly DashboardPart[] {
  const wanted = new Set([...entries].map(({ part }) => part));
  return (['process', 'page map', 'timeline'] as const).filter((part) => wanted.has(part));
}
