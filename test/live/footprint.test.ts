import { describe, expect, it, type TestContext } from 'vitest';
import { analyzeHere } from './support/analysis';
import { compareZones, type ZoneComparison } from './support/compareZones';
import {
  type HugePageSetting,
  hugePageFallbacks,
  hugePageSetting,
  hugePageSettingFixed,
  withHugePageSetting,
} from './support/hugePageSetting';
import { type ModuleName, nginxAvailable, type StartOptions, startNginx } from './support/nginxServer';
import { ZONE_CONFIG_MODULES, ZONE_CONFIGS } from './support/zoneConfigs';

/** Every kind of zone that Debian's nginx and its modules can make, as the comparison labels it. */
const KINDS = [
  'fastcgi_cache_path (http)',
  'limit_conn_zone (http)',
  'limit_conn_zone (stream)',
  'limit_req_zone (http)',
  'lua_shared_dict (http)',
  'nchan_max_reserved_memory (http)',
  'nchan_shared_memory_size (http)',
  'nchan_shared_memory_size (implicit)',
  'ngx_event_core_module (implicit)',
  'ngx_nchan_module (implicit)',
  'proxy_cache_path (http)',
  'push_max_reserved_memory (http)',
  'scgi_cache_path (http)',
  'ssl_ocsp_cache (http/server)',
  'ssl_session_cache (http)',
  'ssl_session_cache (http/server)',
  'ssl_session_cache (mail)',
  'ssl_session_cache (mail/server)',
  'ssl_session_cache (stream)',
  'ssl_session_cache (stream/server)',
  'upload_progress (http)',
  'upstream_fair_shm_size (http)',
  'upstream_fair_shm_size (implicit)',
  'uwsgi_cache_path (http)',
  'zone (http/upstream)',
  'zone (stream/upstream)',
];

/** The issue asks for 200. */
const FEWEST_ZONES = 250;

const settingAtFirst = hugePageSetting();

function need(context: TestContext, modules: readonly ModuleName[]): void {
  const reason = nginxAvailable(modules);
  context.skip(reason !== null, reason ?? '');
}

/** Starts a server, compares its zones as they are when nobody has used them, and stops it. */
async function compareFresh(options: StartOptions): Promise<ZoneComparison> {
  const server = await startNginx(options);
  try {
    return compareZones(server.masterPid, analyzeHere(server.configPath));
  } finally {
    await server.stop();
  }
}

async function compareUnder(setting: HugePageSetting, configs: readonly StartOptions[]): Promise<ZoneComparison> {
  return withHugePageSetting(setting, async () => {
    const results: ZoneComparison[] = [];
    for (const options of configs) results.push(await compareFresh(options));
    const counts = results.flatMap(({ countByKind }) => [...countByKind]);
    const countByKind = new Map<string, number>();
    for (const [kind, count] of counts) countByKind.set(kind, (countByKind.get(kind) ?? 0) + count);
    const compared = results.reduce((sum, one) => sum + one.compared, 0);
    console.info(`shmem_enabled ${setting}: ${compared} zones compared, of ${countByKind.size} kinds`);
    expect(hugePageSetting(), 'nobody else changed shmem_enabled meanwhile').toBe(setting);
    return {
      compared,
      differences: results.flatMap(({ differences }) => differences),
      doubts: results.flatMap(({ doubts }) => doubts),
      countByKind,
    };
  });
}

function expectAllEqual({ differences, doubts }: ZoneComparison): void {
  expect(differences).toEqual([]);
  expect(doubts).toEqual([]);
}

describe('zones of a fresh nginx, against the figures from its config', () => {
  it('agrees for every kind, size and name on small pages', async (context) => {
    need(context, ZONE_CONFIG_MODULES);
    const isSmallAlready = ['never', 'advise', 'deny', null].includes(hugePageSetting());
    const fixed = isSmallAlready ? null : hugePageSettingFixed();
    context.skip(fixed !== null, fixed ?? '');
    const setting = isSmallAlready ? (hugePageSetting() as HugePageSetting) : 'never';
    const result = await compareUnder(setting, ZONE_CONFIGS);
    expectAllEqual(result);
    expect([...result.countByKind.keys()].sort()).toEqual(KINDS);
    expect(result.compared).toBeGreaterThanOrEqual(FEWEST_ZONES);
  });

  for (const [setting, configs] of [
    ['always', ZONE_CONFIGS],
    ['within_size', ZONE_CONFIGS.slice(0, 2)],
    ['force', ZONE_CONFIGS.slice(0, 2)],
  ] as const) {
    it(`agrees where the kernel gives huge pages (${setting})`, async (context) => {
      need(context, ZONE_CONFIG_MODULES);
      const fixed = hugePageSettingFixed();
      context.skip(fixed !== null, fixed ?? '');
      const fallbacks = hugePageFallbacks();
      const result = await compareUnder(setting, configs);
      const isShort = hugePageFallbacks() !== fallbacks && result.differences.length > 0;
      context.skip(isShort, 'the kernel ran out of huge pages and gave small ones');
      expectAllEqual(result);
      if (configs === ZONE_CONFIGS) expect(result.compared).toBeGreaterThanOrEqual(FEWEST_ZONES);
    });
  }

  it('leaves shmem_enabled as it was', () => {
    expect(hugePageSetting()).toBe(settingAtFirst);
  });
});
