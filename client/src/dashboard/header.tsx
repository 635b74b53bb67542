import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { printable } from '../../../server/src/features/printable';
import { t } from '../../../server/src/l10n';
import type { DashboardData } from '../../../server/src/shared/dashboard';
import type { LiveProcess } from '../../../server/src/shared/liveServer';
import { formatBytes } from '../../../server/src/zones/sizeText';
import { durationText, timeText, valueText } from './cellText';
import { IconButton, Select } from './controls';
import { readingText, totalsText } from './headerTexts';
import type { PageModel } from './model';
import type { FromPage } from './protocol';
import { roleText } from './roleText';

/** A longer name is cut in a list to choose from. */
const LONGEST_NAME = 60;

/** What is looked at, how it is known, and what can be done with all of it. */
export function Header(props: {
  readonly data: DashboardData;
  readonly model: PageModel;
  readonly send: (message: FromPage) => void;
  readonly onPause: (isPaused: boolean) => void;
  readonly onChooseProcess: (pid: number) => void;
  readonly onChooseZone: (zoneKey: string) => void;
}): JSX.Element {
  const { data, model, send, onPause, onChooseProcess, onChooseZone } = props;
  const { server } = data;
  return (
    <header>
      <div class="title">
        <h1>
          <bdi>{printable(data.title)}</bdi>
        </h1>
        <vscode-badge data-state={data.state}>{stateText(data, model.kept.isPaused)}</vscode-badge>
        {data.configPath !== null && (
          <span class="path">
            <bdi>{printable(data.configPath)}</bdi>
          </span>
        )}
      </div>
      {data.trouble !== null && <p class="trouble">{data.trouble}</p>}
      <Differences {...data.differences} />
      <p class="totals">{totalsText(data)}</p>
      {server !== null && <p class="how">{readingText(server)}</p>}
      <p class="how">
        <Sampling data={data} isPaused={model.kept.isPaused} />
      </p>
      <div class="bar">
        {data.processes.length > 0 && (
          <Select
            name="process"
            label={t('Process')}
            options={data.processes.map((process) => ({ value: String(process.pid), label: processText(process) }))}
            value={String(data.process?.pid ?? data.processes[0]?.pid ?? '')}
            onChoose={(pid) => onChooseProcess(Number(pid))}
          />
        )}
        {data.zones.length > 0 && (
          <Select
            name="zone"
            label={t('Zone')}
            options={data.zones.map(({ key, name }) => ({ value: key, label: shortName(name) }))}
            value={shownZoneKey(data) ?? ''}
            onChoose={onChooseZone}
          />
        )}
        <ZoneButtons data={data} send={send} />
        <ServerButtons data={data} model={model} send={send} onPause={onPause} />
      </div>
    </header>
  );
}

/** Where the config's file and what runs are not the same. */
function Differences({ count, texts }: DashboardData['differences']): JSX.Element | null {
  if (count === 0) return null;
  return (
    <div class="trouble" data-differences={count}>
      <p>{t('The config in the file is not what runs:')}</p>
      <ul>
        {texts.map((text) => (
          <li key={text}>{text}</li>
        ))}
        {count > texts.length && (
          <li>{t('and {0} more, told in the file', valueText('count', count - texts.length))}</li>
        )}
      </ul>
    </div>
  );
}

function ZoneButtons({ data, send }: { readonly data: DashboardData; readonly send: (message: FromPage) => void }) {
  const zone = data.zones.find(({ key }) => key === shownZoneKey(data));
  if (zone === undefined || zone.declaredAt === null || data.state === 'snapshot') return null;
  const { key } = zone;
  return (
    <>
      <IconButton
        icon="go-to-file"
        label={t('Go to its declaration')}
        isTight
        action="go to declaration"
        onPress={() => send({ type: 'go to declaration', zoneKey: key })}
      />
      <IconButton
        icon="symbol-ruler"
        label={t('Size this zone')}
        isTight
        action="size zone"
        onPress={() => send({ type: 'size zone', zoneKey: key })}
      />
    </>
  );
}

function ServerButtons(props: {
  readonly data: DashboardData;
  readonly model: PageModel;
  readonly send: (message: FromPage) => void;
  readonly onPause: (isPaused: boolean) => void;
}): JSX.Element {
  const { data, model, send, onPause } = props;
  const { isPaused } = model.kept;
  const isFollowed = data.state === 'live' || data.state === 'lost';
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a frame around buttons
    <div class="buttons" role="group" aria-label={t('Dashboard')}>
      {isFollowed && (
        <>
          <IconButton
            icon={isPaused ? 'debug-start' : 'debug-pause'}
            label={isPaused ? t('Go on') : t('Pause')}
            action="pause"
            onPress={() => onPause(!isPaused)}
          />
          <IconButton icon="refresh" label={t('Refresh')} action="refresh" onPress={() => send({ type: 'refresh' })} />
          <IconButton
            icon="watch"
            label={t('Interval')}
            action="set interval"
            onPress={() => send({ type: 'set interval' })}
          />
        </>
      )}
      {data.state === 'planned' && (
        <IconButton
          icon="plug"
          label={t('Attach to a running server')}
          action="attach"
          onPress={() => send({ type: 'attach' })}
        />
      )}
      {data.state !== 'snapshot' && (
        <IconButton
          icon="save"
          label={t('Save snapshot')}
          action="save snapshot"
          onPress={() => send({ type: 'save snapshot' })}
        />
      )}
      {model.baseline === null ? (
        <IconButton icon="diff" label={t('Compare')} action="compare" onPress={() => send({ type: 'compare' })} />
      ) : (
        <IconButton
          icon="close"
          label={t('Stop comparing')}
          action="stop comparing"
          onPress={() => send({ type: 'stop comparing' })}
        />
      )}
    </div>
  );
}

/** When and how often figures are taken, what that costs, and how old they are, where that is more than it should be. */
function Sampling({ data, isPaused }: { readonly data: DashboardData; readonly isPaused: boolean }): JSX.Element {
  const { server, takenAtMs } = data;
  const ageMs = useNow() - takenAtMs;
  const taken = t('Taken at {0}.', timeText(takenAtMs));
  if (server === null || data.state === 'snapshot') return <>{taken}</>;
  const isOld = data.state !== 'stopped' && ageMs > Math.max(3 * server.intervalMs, 10_000);
  const cost =
    server.cost === null
      ? ''
      : t('A sample takes the reader {0}.', durationText(Math.max(1, server.cost.wallMilliseconds)));
  return (
    <>
      {taken} {isOld ? t('That is {0} ago.', durationText(Math.floor(ageMs / 1000) * 1000)) : ''}{' '}
      {isPaused ? t('Paused.') : t('Every {0}.', durationText(server.intervalMs))} {cost}
    </>
  );
}

/** The time, told again each second. */
function useNow(): number {
  const [nowMs, setNowMs] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}

function stateText({ state }: DashboardData, isPaused: boolean): string {
  switch (state) {
    case 'live':
      return isPaused ? t('paused') : t('live');
    case 'stopped':
      return t('stopped');
    case 'lost':
      return t('not answering');
    case 'planned':
      return t('planned: nothing runs');
    case 'snapshot':
      return t('snapshot');
  }
}

/** Of the zone that is looked at; null where there is none. */
function shownZoneKey(data: DashboardData): string | null {
  return data.zone?.zoneKey ?? data.zones[0]?.key ?? null;
}

function processText({ role, pid, residentBytes }: LiveProcess): string {
  const name = `${roleText(role)} ${pid}`;
  return residentBytes === null ? name : t('{0}: {1} resident', name, formatBytes(residentBytes));
}

function shortName(name: string): string {
  const shown = printable(name.slice(0, LONGEST_NAME));
  return name.length > LONGEST_NAME ? `${shown}…` : shown;
}
