// Starts what all browser tests share, once: a server with the packaged extension, and Chromium.
import path from 'node:path';
import { launchBrowserServer, root, startServer } from './host.mjs';
import { PACKAGE } from './package.mjs';

export default async function setup({ provide }) {
  const server = await startServer({
    logFile: path.join(root, 'out/ui/server.log'),
    extensions: [PACKAGE],
    args: ['--disable-workspace-trust'],
  });
  let browser = null;
  const stop = async () => {
    await browser?.close();
    await server.stop();
  };
  try {
    browser = await launchBrowserServer();
  } catch (error) {
    await stop();
    throw error;
  }
  const { origin, authority, token, dataFolder } = server;
  provide('vscode', { origin, authority, token, dataFolder, browserEndpoint: browser.wsEndpoint() });
  return stop;
}
