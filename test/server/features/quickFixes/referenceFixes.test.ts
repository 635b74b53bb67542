import { describe, test } from 'vitest';
import { expectFix, type Row } from './rows';

const A = 'limit_req_zone $uri zone=a:1m rate=1r/s;';
const B = 'limit_req_zone $host zone=b:1m rate=1r/s;';
const C = 'limit_conn_zone $uri zone=c:1m;';

describe('zone-reference-invalid', () => {
  test.each<Row>([
    [`${A} limit_req zone=a |nodelya;`, ['Write "nodelay" *', 'Remove "nodelya"'], `${A} limit_req zone=a nodelay;`],
    [`${A} limit_req zone=a |bursts=5;`, ['Write "burst=" *', 'Remove "bursts=5"'], `${A} limit_req zone=a burst=5;`],
    [`${A} limit_req zone=a |rate=5r/s;`, ['Remove "rate=5r/s"'], `${A} limit_req zone=a;`],
    [`${A} limit_req zone=a |burst=x;`, [], ''],
    [
      `${A} limit_req| zone=a burst=5 nodelay rate=5r/s;`,
      ['Remove "rate=5r/s"'],
      `${A} limit_req zone=a burst=5 nodelay;`,
    ],
    [`${A} limit_req| burst=5;`, ['Add zone=a *'], `${A} limit_req zone=a burst=5;`],
    [`${A} ${B} limit_req| burst=5;`, ['Add zone=a', 'Add zone=b'], `${A} ${B} limit_req zone=a burst=5;`],
    // The block has one for a already.
    [
      `${A} ${B} limit_req zone=a; limit_req| burst=5;`,
      ['Add zone=b *'],
      `${A} ${B} limit_req zone=a; limit_req zone=b burst=5;`,
    ],
    ['limit_req| burst=5;', [], ''],
    [`${C} limit_conn| 10;`, ['Add c *'], `${C} limit_conn c 10;`],
    // The number is missing.
    [`${C} limit_conn| c;`, [], ''],
    [`${C} limit_conn| ten;`, [], ''],
    [`${A} limit_req| zone=a { }`, ['Write ";" in place of the block *'], `${A} limit_req zone=a;`],
    [`${A} limit_req zone=a; limit_req| zone=a;`, ['Remove this directive *'], `${A} limit_req zone=a;`],
    [
      `${A} limit_req zone=a; limit_req| zone=a burst=5;`,
      ['Remove this directive', 'Remove the first one'],
      `${A} limit_req zone=a;`,
    ],
    [`proxy_cache off;\nproxy|_cache off;\n`, ['Remove this directive *'], `proxy_cache off;\n`],
    [`upload_progress u 1m; track_uploads u |30sec;`, ['Write 30s *'], `upload_progress u 1m; track_uploads u 30s;`],
  ])('%s', (...row) => expectFix(row));
});
