import { describe, expect, it } from 'vitest';
import { createDashboardUses, type DashboardUses } from '../../../client/src/views/dashboardUses';

function recorded(): { uses: DashboardUses; told: string[] } {
  const told: string[] = [];
  const uses = createDashboardUses({
    shown: (dashboardId, attention) => told.push(`${dashboardId}: ${attention}`),
    close: (dashboardId) => told.push(`${dashboardId} closed`),
  });
  return { uses, told };
}

describe('uses of dashboards', () => {
  it('tell how much attention there is when it changes, and close with the use', () => {
    const { uses, told } = recorded();
    const use = uses.begin('one');
    use.attention('none');
    use.attention('looked at');
    use.attention('looked at');
    use.attention('in sight');
    use.end();
    expect(told).toEqual(['one: looked at', 'one: in sight', 'one closed']);
  });

  it('close with the last use, and the most attention counts', () => {
    const { uses, told } = recorded();
    const first = uses.begin('one');
    const second = uses.begin('one');
    first.attention('in sight');
    second.attention('looked at');
    first.attention('none');
    second.end();
    first.end();
    expect(told).toEqual(['one: in sight', 'one: looked at', 'one: none', 'one closed']);
  });

  it('end once', () => {
    const { uses, told } = recorded();
    const first = uses.begin('one');
    uses.begin('one');
    first.end();
    first.end();
    first.attention('looked at');
    expect(told).toEqual([]);
  });

  it('say nothing of ids of a language server that has ended', () => {
    const { uses, told } = recorded();
    const old = uses.begin('one');
    uses.forget();
    const own = uses.begin('one');
    old.attention('looked at');
    old.end();
    expect(told).toEqual([]);
    own.end();
    expect(told).toEqual(['one closed']);
  });
});
