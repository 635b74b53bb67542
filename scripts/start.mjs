// `npm start`: sets up, builds, and shows the zones and problems of the examples.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { setUp } from './setup.mjs';

const root = path.resolve(import.meta.dirname, '..');

function run(args) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
}

setUp();
if (run(['scripts/build.mjs']) !== 0) process.exit(1);
for (const example of ['examples/nginx.conf', 'examples/problems/nginx.conf']) {
  console.log(`\n$ zone-lens zones ${example}\n`);
  if (run(['dist/cli.js', 'zones', example]) !== 0) process.exit(1);
}
