import { afterEach, beforeEach, type TestContext } from 'vitest';
import { type ModuleName, nginxAvailable, type RunningNginx, type StartOptions, startNginx } from './nginxServer';

/** Skips a test, with the reason, where nginx or one of its modules is missing. */
export function need(context: TestContext, ...modules: ModuleName[]): void {
  const reason = nginxAvailable(modules);
  context.skip(reason !== null, reason ?? '');
}

/** Skips every test of a file or group, each with the reason, where nginx or one of its modules is missing. */
export function needForEach(...modules: ModuleName[]): void {
  beforeEach((context) => need(context, ...modules));
}

/** Gives a way to start servers that are stopped after each test of the file that asks. */
export function useServers(): (options: StartOptions) => Promise<RunningNginx> {
  const servers: RunningNginx[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
  });
  return async (options) => {
    const server = await startNginx(options);
    servers.push(server);
    return server;
  };
}
