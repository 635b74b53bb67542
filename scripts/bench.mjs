// `npm run bench`: prints ratios against peers, all measured in one run.
import { spawnSync } from 'node:child_process';
import { bundle } from './bundle.mjs';
import { setUp } from './setup.mjs';

setUp();
const [runner, ...measured] = await Promise.all(
  ['bench/run.ts', 'bench/coldModel.ts', 'bench/peerParser.ts'].map(bundle),
);
process.exitCode = spawnSync(process.execPath, [runner, ...measured], { stdio: 'inherit' }).status ?? 1;
