// `npm run screenshots`, second part: makes the pictures of VS Code in the docs again, in a dark and a light theme. The
// browser tests take them on their way.
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { browserProblem, root } from './host.mjs';
import { installHost } from './hostInstall.mjs';
import { runUiTests } from './testUi.mjs';

const taken = path.join(root, 'out/screenshots/docs');
const pictures = path.join(root, 'docs/screenshots');

const reason = installHost() ?? browserProblem();
if (reason !== null) {
  console.error(`The pictures of VS Code can't be taken: ${reason}`);
  process.exit(1);
}
const status = await runUiTests();
if (status !== 0) process.exit(status);
mkdirSync(pictures, { recursive: true });
for (const name of readdirSync(taken).sort()) {
  copyFileSync(path.join(taken, name), path.join(pictures, `vscode-${name}`));
  console.log(`docs/screenshots/vscode-${name}`);
}
