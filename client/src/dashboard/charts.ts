import type { DashboardPart } from '../../../server/src/shared/dashboard';
import { loadedZones } from './charts/loadedZones';
import { memoryRisk } from './charts/memoryRisk';
import { pageMap } from './charts/pageMap';
import { processMemory } from './charts/processMemory';
import { slabs } from './charts/slabs';
import { timeline } from './charts/timeline';
import type { Chart, ChartId } from './chartView';

/** A chart of the page, and what it needs that costs the reader more. */
export interface ChartEntry {
  readonly id: ChartId;
  readonly chart: Chart;
  readonly part: DashboardPart | null;
}

/**
 * All charts, in the order in which they are read: what zones hold, then what that means for processes and the machine. Where
 * there is room for it, the two stacks stand side by side.
 */
export const STACKS: readonly (readonly ChartEntry[])[] = [
  [
    { id: 'loaded', chart: loadedZones, part: 'process' },
    { id: 'slabs', chart: slabs, part: null },
    { id: 'pages', chart: pageMap, part: 'page map' },
  ],
  [
    { id: 'process', chart: processMemory, part: 'process' },
    { id: 'timeline', chart: timeline, part: 'timeline' },
    { id: 'risk', chart: memoryRisk, part: null },
  ],
];
