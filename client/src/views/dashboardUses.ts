import type { LiveAttention } from '../../../server/src/shared/liveMessages';

/** How pages and comparisons use dashboards of the language server. */
export interface DashboardUses {
  /** One more uses the dashboard. Each use is ended on its own. */
  begin(dashboardId: string): DashboardUse;
  /** The language server has ended: nothing that was used is there any more. */
  forget(): void;
}

export interface DashboardUse {
  readonly dashboardId: string;
  attention(attention: LiveAttention): void;
  end(): void;
}

/** What the language server is told. */
export interface UsesPorts {
  shown(dashboardId: string, attention: LiveAttention): void;
  close(dashboardId: string): void;
}

const RANK: Readonly<Record<LiveAttention, number>> = { none: 0, 'in sight': 1, 'looked at': 2 };

interface Used {
  readonly attentions: Map<object, LiveAttention>;
  told: LiveAttention;
}

/**
 * Counts who uses a dashboard: two files with the same snapshot are one dashboard, which is closed with the last of them.
 * The most attention of any of them counts.
 */
export function createDashboardUses(ports: UsesPorts): DashboardUses {
  let used = new Map<string, Used>();

  const tell = (dashboardId: string, one: Used): void => {
    const attention = [...one.attentions.values()].reduce(
      (most, next) => (RANK[next] > RANK[most] ? next : most),
      'none',
    );
    if (attention === one.told) return;
    one.told = attention;
    ports.shown(dashboardId, attention);
  };

  return {
    begin: (dashboardId) => {
      const one = used.get(dashboardId) ?? { attentions: new Map<object, LiveAttention>(), told: 'none' };
      used.set(dashboardId, one);
      const own = {};
      one.attentions.set(own, 'none');
      const isKnown = (): boolean => used.get(dashboardId) === one && one.attentions.has(own);
      return {
        dashboardId,
        attention: (attention) => {
          if (!isKnown()) return;
          one.attentions.set(own, attention);
          tell(dashboardId, one);
        },
        end: () => {
          if (!isKnown()) return;
          one.attentions.delete(own);
          if (one.attentions.size > 0) {
            tell(dashboardId, one);
            return;
          }
          used.delete(dashboardId);
          ports.close(dashboardId);
        },
      };
    },
    forget: () => {
      used = new Map();
    },
  };
}
