import { describe, expect, test } from 'vitest';
import { parseInspectOptions } from '../../../../server/src/cli/inspect/inspectOptions';
import { parseCommand } from '../../../../server/src/cli/options';

const NOTHING = { pid: null, config: null, watchEveryMs: null, full: false, json: false, collector: null };

describe('arguments of inspect', () => {
  test.each([
    [[], NOTHING],
    [['--pid', '4711', '--full', '--json'], { ...NOTHING, pid: 4711, full: true, json: true }],
    [['--config', '/etc/nginx/nginx.conf'], { ...NOTHING, config: '/etc/nginx/nginx.conf' }],
    [['--watch'], { ...NOTHING, watchEveryMs: 2000 }],
    [['--watch', '--interval', '0.25'], { ...NOTHING, watchEveryMs: 250 }],
    [['--watch', '--interval=3600'], { ...NOTHING, watchEveryMs: 3_600_000 }],
    [['--collector', '/run/x.sock'], { ...NOTHING, collector: '/run/x.sock' }],
    [['--help', '--pid', 'x'], null],
  ])('%j', (args, options) => {
    expect(parseInspectOptions(args)).toEqual(options);
  });

  test.each([
    [['nginx.conf'], '"inspect" takes options only: zone-lens inspect --config nginx.conf'],
    [['--pid', '1', '--config', 'a'], '--pid and --config both choose a server: write one of them.'],
    [['--interval', '1'], '--interval belongs to --watch.'],
    [['--watch', '--interval', '0'], '--interval 0: write seconds from 0.1 to 3600.'],
    [['--watch', '--interval', '0.05'], '--interval 0.05: write seconds from 0.1 to 3600.'],
    [['--watch', '--interval', '3601'], '--interval 3601: write seconds from 0.1 to 3600.'],
    [['--watch', '--interval', '1e1'], '--interval 1e1: write seconds from 0.1 to 3600.'],
    [['--pid', '0'], '--pid 0: write the number of a process, such as 4711.'],
    [['--pid', '4194305'], '--pid 4194305: write the number of a process, such as 4711.'],
    [['--pid', 'nginx'], '--pid nginx: write the number of a process, such as 4711.'],
    [['--config='], '--config needs the path of a config file.'],
    [['--collector='], '--collector needs the path of a Unix socket.'],
    [['--format', 'json'], "Unknown option '--format'"],
  ])('%j cannot be used', (args, says) => {
    expect(() => parseInspectOptions(args)).toThrow(says);
  });

  test('come behind the name of the command', () => {
    expect(parseCommand(['inspect', '--json'])).toEqual({ name: 'inspect', options: { ...NOTHING, json: true } });
    expect(parseCommand(['inspect', '-h'])).toEqual({ name: 'help' });
  });
});
