import { t } from '../../l10n';
import type { DashboardSubject } from '../../shared/dashboardMessages';
import type { Zone } from '../../zones/zone';
import type { Analysis } from '../analysis';
import { zoneKeysOf } from '../dashboard/zoneKeys';
import { liveZoneOf } from '../liveZones';

/** Opens a dashboard. The client trusts links to it. */
export const DASHBOARD_COMMAND = 'zoneLens.openDashboard';

/**
 * A link that opens the dashboard at a zone: of the attached server where it has the zone, else of the config. Markdown.
 *
 * @param uri of a document of the config
 */
export function dashboardLink(analysis: Analysis, zone: Zone, uri: string): string {
  const target = targetOf(analysis, zone, uri);
  // What Markdown would end the address at is written as percent codes, too.
  const values = encodeURIComponent(JSON.stringify([target]))
    .replaceAll('(', '%28')
    .replaceAll(')', '%29');
  return `[${t('Dashboard')}](command:${DASHBOARD_COMMAND}?${values} "${t('Open Dashboard')}")`;
}

/** As the client's dashboards take it. */
interface LinkedDashboard {
  readonly subject: DashboardSubject;
  readonly zoneKey: string | null;
}

function targetOf(analysis: Analysis, zone: Zone, uri: string): LinkedDashboard {
  const { live, model } = analysis;
  const running = liveZoneOf(analysis, zone);
  if (live === null) {
    const keys = zoneKeysOf(model.zones.map(({ name }) => ({ name, inode: null })));
    return { subject: { kind: 'config', uri }, zoneKey: keys[model.zones.indexOf(zone)] ?? null };
  }
  const { zones } = live.sample;
  const place = running === null ? -1 : zones.indexOf(running);
  return { subject: { kind: 'attached' }, zoneKey: place < 0 ? null : (zoneKeysOf(zones)[place] ?? null) };
}
