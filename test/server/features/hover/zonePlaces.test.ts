import { expect, test } from 'vitest';
import { shownPath } from '../../../../server/src/features/hover/zonePlaces';
import { httpModel } from '../../zones/modelOf';

test.each([
  ['/etc/nginx/nginx.conf', 'nginx.conf'],
  ['/etc/nginx/conf.d/a.conf', 'conf.d/a.conf'],
  ['/srv/lua/a.lua', '/srv/lua/a.lua'],
])('%s is shown as %s', (path, shown) => {
  expect(shownPath(httpModel(''), path)).toBe(shown);
});
