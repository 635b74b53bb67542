// `npm start`: sets up, builds, starts a demo nginx, and opens its config in VS Code with the extension: in the desktop one
// where `code` is there, otherwise in the browser at an address that is printed. Ctrl+C ends all of it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describeDemo, findNginx, startDemo } from './demo.mjs';
import { startServer, workbenchUrl } from './host.mjs';
import { installHost } from './hostInstall.mjs';
import { PACKAGE } from './package.mjs';
import { installDemoServer, setUp } from './setup.mjs';

const root = path.resolve(import.meta.dirname, '..');
const examples = path.join(root, 'examples');

setUp({ forTests: false });
const code = findCode();
if (code !== null) await openDesktop(code);
else await openInBrowser();

/**
 * Starts the demo nginx. Without one, `folder` is that of the examples, and `demo` null: all but live figures works.
 */
async function startServerToLookAt() {
  if (findNginx() === null) installDemoServer();
  try {
    const demo = await startDemo();
    console.log(describeDemo(demo));
    void demo.ended.then((how) => console.log(`The demo nginx ${how}.`));
    return { folder: demo.folder, demo };
  } catch (error) {
    console.log(`No server to look at: ${error.message}.`);
    return { folder: examples, demo: null };
  }
}

/** The `code` command of a desktop VS Code. It refuses to run as root, and over SSH it is another program. */
function findCode() {
  if (process.getuid?.() === 0) return null;
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return folders.map((folder) => path.join(folder, 'code')).find(existsSync) ?? null;
}

async function openDesktop(command) {
  run(process.execPath, ['scripts/build.mjs']);
  // Over SSH `code` only talks to a window that is open, which can't load an extension from a folder.
  const isRemote = 'VSCODE_IPC_HOOK_CLI' in process.env;
  if (isRemote) {
    run(process.execPath, ['scripts/package.mjs']);
    run(command, ['--install-extension', PACKAGE, '--force']);
    console.log(
      'The extension is installed in this window; "code --uninstall-extension zone-lens.nginx-zone-lens" removes it.',
    );
  }
  const development = isRemote ? [] : [`--extensionDevelopmentPath=${root}`];
  const { folder, demo } = await startServerToLookAt();
  run(command, [...development, folder, '--goto', path.join(folder, 'nginx.conf')]);
  console.log('VS Code shows the examples, with the extension.');
  if (demo !== null) console.log('Ctrl+C ends the demo nginx.');
}

async function openInBrowser() {
  const reason = installHost();
  if (reason !== null) {
    console.error(`${reason}.\nInstall VS Code with its command "code", and run "npm start" again.`);
    process.exit(1);
  }
  run(process.execPath, ['scripts/package.mjs']);
  const { folder } = await startServerToLookAt();
  const server = await startServer({
    logFile: path.join(root, 'out/start.log'),
    extensions: [PACKAGE],
    args: ['--disable-workspace-trust'],
    port: Number(process.env.PORT ?? 0),
  });
  console.log(`\nVS Code shows the examples, with the extension, at\n\n  ${workbenchUrl(server, { folder })}\n`);
  console.log('Open nginx.conf or problems/nginx.conf there. Ctrl+C ends it.');
}

/** Runs a command, and ends with it when it fails: it has said why. */
function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
