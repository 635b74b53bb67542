// `npm run test:desktop [window…]`: runs the suites of test/host in a desktop VS Code, which it downloads, or in the one
// that the variable VSCODE names. Ends with 2 where there is none to run them in.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests, SilentReporter } from '@vscode/test-electron';
import { QUIET_SETTINGS, root } from './host.mjs';
import { bundleSuites, SUITES, WINDOWS } from './hostWindows.mjs';
import { addCounts, NO_COUNTS, reportCounts } from './testCounts.mjs';

const COULD_NOT_RUN = 2;
const names = process.argv.slice(2);

const { executable, problem } = await findDesktop();
if (problem === null) {
  reportCounts(await runAll());
} else {
  console.error(`test:desktop: not run: ${problem}`);
  process.exitCode = COULD_NOT_RUN;
}

async function findDesktop() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return { executable: null, problem: 'there is no display (xvfb-run makes one)' };
  if (process.env.VSCODE) return { executable: process.env.VSCODE, problem: null };
  try {
    const cachePath = path.join(root, 'out/vscode-desktop');
    return { executable: await downloadAndUnzipVSCode({ cachePath, reporter: new SilentReporter() }), problem: null };
  } catch (error) {
    return { executable: null, problem: `VS Code can't be downloaded: ${error.message.split('\n', 1)[0]}` };
  }
}

async function runAll() {
  await bundleSuites();
  let counts = NO_COUNTS;
  for (const window of WINDOWS.filter(({ name }) => names.length === 0 || names.includes(name)))
    counts = addCounts(counts, await runWindow(window));
  return counts;
}

async function runWindow(window) {
  if (!window.isTrusted) {
    const reason = '@vscode/test-electron switches workspace trust off in every window';
    return { ...NO_COUNTS, skipped: [{ name: `suites of the window "${window.name}"`, reason }] };
  }
  const report = path.join(root, 'out/desktop', window.name, 'report');
  rmSync(path.dirname(report), { recursive: true, force: true });
  mkdirSync(path.dirname(report), { recursive: true });
  // Short: VS Code puts its socket there, whose path may have 103 characters on macOS.
  const folder = mkdtempSync(path.join(tmpdir(), 'zone-lens-'));
  try {
    mkdirSync(path.join(folder, 'data/User'), { recursive: true });
    writeFileSync(path.join(folder, 'data/User/settings.json'), JSON.stringify(QUIET_SETTINGS));
    const opened = window.open(path.join(folder, 'workspaces'));
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: root,
      extensionTestsPath: SUITES,
      extensionTestsEnv: { ZONE_LENS_WINDOW: window.name, ZONE_LENS_REPORT: report },
      launchArgs: [
        ...Object.values(opened),
        `--user-data-dir=${path.join(folder, 'data')}`,
        `--extensions-dir=${path.join(folder, 'extensions')}`,
      ],
    });
  } catch (error) {
    console.error(`window "${window.name}": ${error.message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  return readReport(report, window);
}

function readReport(report, window) {
  if (existsSync(`${report}.txt`)) process.stdout.write(readFileSync(`${report}.txt`, 'utf8'));
  if (existsSync(`${report}.json`)) return JSON.parse(readFileSync(`${report}.json`, 'utf8'));
  console.error(`window "${window.name}": the suites did not finish`);
  return { ...NO_COUNTS, failed: 1 };
}
