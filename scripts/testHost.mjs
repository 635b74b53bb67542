// `npm run test:host [window…] [--grep text]`: runs the suites of test/host in the extension host of a real VS Code.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, parseArgs } from 'node:util';
import { browserProblem, launchBrowser, remoteUri, root, startServer, workbenchUrl } from './host.mjs';
import { installHost } from './hostInstall.mjs';
import { bundleSuites, SUITES, WINDOWS } from './hostWindows.mjs';
import { addCounts, NO_COUNTS, reportCounts } from './testCounts.mjs';

const RUN_TIMEOUT_MS = 5 * 60_000;

/** Errors that this VS Code logs in every run: nothing to do with a suite. */
const USUAL_ERRORS = /Service Worker|watchdog|authentication provider|Canceled|\[lifecycle\]/;

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: 'string' } },
});

const reason = installHost() ?? browserProblem();
if (reason === null) reportCounts(await runAll());
else reportCounts({ ...NO_COUNTS, skipped: [{ name: 'suites in the extension host of a real VS Code', reason }] });

async function runAll() {
  await bundleSuites();
  const browser = await launchBrowser();
  let counts = NO_COUNTS;
  try {
    for (const window of WINDOWS.filter(({ name }) => names.length === 0 || names.includes(name)))
      counts = addCounts(counts, await runWindow(browser, window));
  } finally {
    await browser.close();
  }
  return counts;
}

/** Runs the suites of one window, and gives their counts. What is left to look at is in out/host/NAME. */
async function runWindow(browser, window) {
  const startedMs = Date.now();
  const folder = path.join(root, 'out/host', window.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const report = path.join(folder, 'report');
  const lines = [];
  const server = await startServer({
    logFile: path.join(folder, 'server.log'),
    // Without the first option, a built VS Code does not look at the payload that names the suites.
    args: ['--enable-smoke-test-driver', ...(window.isTrusted ? ['--disable-workspace-trust'] : [])],
    settings: window.isTrusted ? {} : { 'security.workspace.trust.startupPrompt': 'never' },
    environment: {
      ZONE_LENS_WINDOW: window.name,
      ZONE_LENS_REPORT: report,
      ZONE_LENS_GREP: options.grep ?? '',
      NO_COLOR: '1',
    },
  });
  let exitCode = null;
  try {
    exitCode = await runInPage(browser, server, window, lines, folder);
  } catch (error) {
    lines.push(`error ${error.stack}`);
  } finally {
    if (existsSync(`${server.dataFolder}/data/logs`))
      cpSync(`${server.dataFolder}/data/logs`, path.join(folder, 'logs'), { recursive: true });
    await server.stop();
    writeFileSync(path.join(folder, 'window.log'), lines.join('\n'));
  }
  const counts = readReport(report, exitCode, lines, folder);
  console.log(`window "${window.name}": ${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
  return counts;
}

/** Opens the window, and gives the status with which VS Code says that the suites have ended. */
async function runInPage(browser, server, window, lines, folder) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    page.on('pageerror', (error) => lines.push(`pageerror ${error.message}`));
    // VS Code looks for these two when the page loads, so they have to be there before.
    await page.exposeFunction('codeAutomationLog', (type, args) => void lines.push(`${type} ${format(...args)}`));
    const { promise: ended, resolve: end } = withResolvers();
    await page.exposeFunction('codeAutomationExit', end);
    const opened = window.open(path.join(server.dataFolder, 'workspaces'));
    await page.goto(workbenchUrl(server, opened, payloadFor(server)), { timeout: 60_000 });
    const status = await Promise.race([ended, afterTimeout(RUN_TIMEOUT_MS)]);
    if (status !== 0) await page.screenshot({ path: path.join(folder, 'failure.png') });
    return status;
  } finally {
    await context.close();
  }
}

function payloadFor({ authority }) {
  return [
    ['extensionDevelopmentPath', remoteUri(authority, root)],
    ['extensionTestsPath', remoteUri(authority, SUITES)],
    ['enableProposedApi', ''],
    ['skipWelcome', 'true'],
  ];
}

function withResolvers() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Null after some time, without keeping Node alive for it. */
function afterTimeout(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, null).unref());
}

/** VS Code says 0 too when the extension host died half-way: only the suites' own last word counts. */
function readReport(report, exitCode, lines, folder) {
  if (existsSync(`${report}.txt`)) process.stdout.write(readFileSync(`${report}.txt`, 'utf8'));
  if (!existsSync(`${report}.json`)) {
    const errors = lines.filter((line) => /^(?:error|pageerror)/.test(line) && !USUAL_ERRORS.test(line));
    const last = errors.slice(-10).map((line) => line.split('\n', 1)[0]);
    console.error([`the suites did not finish; see ${path.relative(root, folder)}`, ...last].join('\n'));
    return { ...NO_COUNTS, failed: 1 };
  }
  const counts = JSON.parse(readFileSync(`${report}.json`, 'utf8'));
  // A status that contradicts the counts: something failed outside of any test.
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
