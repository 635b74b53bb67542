/** Runs in a process of its own: parses a tree's files one by one with another parser for Node (npm: nginx-conf). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parse } from 'nginx-conf';

const [folder = ''] = process.argv.slice(2);
const start = performance.now();
let bytes = 0;
for (const name of readdirSync(join(folder, 'servers'))) {
  const text = readFileSync(join(folder, 'servers', name), 'utf8');
  bytes += Buffer.byteLength(text);
  parse(text, (error) => {
    if (error) throw error;
  });
}
const result = { totalMs: performance.now() - start, bytes, peakBytes: process.resourceUsage().maxRSS * 1024 };
process.stdout.write(JSON.stringify(result));
