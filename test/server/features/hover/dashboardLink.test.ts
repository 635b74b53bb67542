import { describe, expect, test } from 'vitest';
import { TRUSTED_COMMANDS } from '../../../../client/src/commands/names';
import { DASHBOARD_COMMAND, dashboardLink } from '../../../../server/src/features/hover/dashboardLink';
import { hover } from '../../../../server/src/features/hover/hover';
import { withCursorInHttp } from '../cursor';
import { attached, liveView, liveZone, type ViewSetup } from '../support/liveView';

const URI = 'file:///etc/nginx/nginx.conf';

function heading(text: string, zones: Parameters<typeof liveView>[0] | null, setup: ViewSetup = {}): string {
  const { analysis, path, offset } = withCursorInHttp(text);
  const shown = zones === null ? analysis : attached(analysis, liveView(zones, setup));
  return hover(shown, path, offset, 0, URI)?.markdown.split('\n')[0] ?? '';
}

/** What the link opens. */
function linkTarget(markdown: string): unknown {
  const address = /\[Dashboard\]\(command:zoneLens\.openDashboard\?([^\s()]+) "Open Dashboard"\)$/.exec(markdown)?.[1];
  return address === undefined ? null : JSON.parse(decodeURIComponent(address));
}

describe('the heading of a hover', () => {
  const text = 'lua_shared_dict do|gs 100m;';

  test.each([
    ['the zone of the attached server', [liveZone('dogs')], { subject: { kind: 'attached' }, zoneKey: 'dogs' }],
    ['the server, where it has no such zone', [liveZone('cats')], { subject: { kind: 'attached' }, zoneKey: null }],
    ['the zone of the config, where nothing runs', null, { subject: { kind: 'config', uri: URI }, zoneKey: 'dogs' }],
  ] as const)('links to the dashboard of %s', (_, zones, target) => {
    expect(linkTarget(heading(text, zones))).toEqual([target]);
  });

  test('has no link where no zone is declared', () => {
    expect(heading('limit_req zone=on|e;', null)).not.toContain('command:');
  });

  test.each([
    ['that Markdown might end a link at', 'a)b(\'"<c>`[]\\ %0a*_'],
    ['beyond ASCII', 'x\u00e4\u{1f600}'],
    ['with a byte that is no UTF-8', 'x\udc80'],
  ])('is led to by a name %s', (_, name) => {
    const { analysis } = withCursorInHttp('|lua_shared_dict dogs 1m;');
    const zones = analysis.model.zones.map((zone) => ({ ...zone, name: zone.name === 'dogs' ? name : zone.name }));
    const zone = zones.find((one) => one.name === name);
    if (zone === undefined) throw new Error('no zone');
    const link = dashboardLink({ ...analysis, model: { ...analysis.model, zones } }, zone, URI);
    expect(linkTarget(link)).toEqual([{ subject: { kind: 'config', uri: URI }, zoneKey: name }]);
  });
});

test('the client trusts links to it', () => {
  expect(TRUSTED_COMMANDS).toContain(DASHBOARD_COMMAND);
});
