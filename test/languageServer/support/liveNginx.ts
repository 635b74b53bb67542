import { spawn } from 'node:child_process';
import { NGINX_BINARY } from '../../live/support/nginxBinary';
import { type ConfigContext, nginxAvailable, type RunningNginx, startNginx } from '../../live/support/nginxServer';
import { identify, isAlive, processTree, waitFor } from '../../live/support/processTree';

/** Why no server can be started here; null where one can. */
export function whyNoServer(): string | null {
  return nginxAvailable(['lua']);
}

/** A config with a dictionary that can be filled, and two zones beside it. */
export function configOf({ port, httpPaths }: ConfigContext, dogs = '10m', more = ''): string {
  return `
worker_processes 2;
events {}
http {
    ${httpPaths}
    lua_shared_dict dogs ${dogs};
    lua_shared_dict cats 1m;
    ${more}
    limit_req_zone $binary_remote_addr zone=one:1m rate=1000r/s;
    server {
        listen 127.0.0.1:${port(0)};
        limit_req zone=one;
        location = /fill {
            content_by_lua_block {
                local dogs = ngx.shared.dogs
                local first = tonumber(ngx.var.arg_first)
                for index = first, first + tonumber(ngx.var.arg_count) - 1 do
                    dogs:set("key" .. index, string.rep("x", 100))
                end
                ngx.shared.cats:get("a")
                ngx.say(dogs:free_space())
            }
        }
    }
}
`;
}

/** Starts a server; whoever does that stops it. */
export function startServer(): Promise<RunningNginx> {
  return startNginx({ config: (context) => configOf(context), modules: ['lua'] });
}

/** Puts keys of 100 bytes each into the dictionary. */
export async function fill({ context }: RunningNginx, first: number, count: number): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${context.port(0)}/fill?first=${first}&count=${count}`);
  if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
  await answer.text();
}

/** Ends a server at once, as a crash does, and leaves its files. */
export async function kill({ masterPid }: RunningNginx): Promise<void> {
  const members = processTree(masterPid);
  for (const { pid } of members) process.kill(pid, 'SIGKILL');
  await waitFor(() => !members.some(isAlive), 5000);
}

/** Starts a server that was killed again, with the same config. It ends when the first one is stopped. */
export async function startAgain({ prefix, configPath }: RunningNginx): Promise<number> {
  const globals = `error_log ${prefix}/logs/error.log notice; pid ${prefix}/logs/nginx.pid; daemon off;`;
  // What is left over is known by its folder.
  const child = spawn(NGINX_BINARY, ['-p', prefix, '-c', configPath, '-g', globals], { cwd: prefix, stdio: 'ignore' });
  const pid = child.pid ?? 0;
  await waitFor(() => identify(pid) !== null && processTree(pid).length > 2, 10_000);
  return pid;
}
