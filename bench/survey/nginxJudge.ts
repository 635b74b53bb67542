import { spawn } from 'node:child_process';
import { accessSync, closeSync, constants, existsSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES_FOLDER, NGINX_BINARY } from '../../test/live/support/nginxBinary';
import { hasDirective, type NginxProblem, parseFirstProblem, readTextOrEmpty } from '../../test/live/support/nginxTest';
import type { PlacedCase } from './caseFolder';
import { mendCase } from './mendCase';

/** What nginx itself says of a config. */
export interface Judgement {
  readonly accepted: boolean;
  readonly problem: NginxProblem | null;
  /** Things put right first that have nothing to do with zones: unknown directives, certificates, host names. */
  readonly mends: readonly string[];
}

const MOST_MENDS = 25;
const TEST_TIMEOUT_MS = 30_000;

/** Modules that others are built on. */
const LOADED_FIRST = ['ndk_http_module.so', 'ngx_stream_module.so', 'ngx_mail_module.so'];

/** True where a config can be put before nginx on this machine. */
export function canJudge(): boolean {
  try {
    accessSync(NGINX_BINARY, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs `nginx -t` on a case. Where nginx stops at something that has nothing to do with zones, that is put right in the
 * case's folder and the test repeated: only then is it known what nginx says of the rest.
 */
export async function judge(placed: PlacedCase): Promise<Judgement> {
  const mends: string[] = [];
  for (;;) {
    const { code, output } = await runNginx(placed);
    const problem = parseFirstProblem(output);
    if (code === 0) return { accepted: true, problem: null, mends };
    const mend = problem !== null && mends.length < MOST_MENDS ? mendCase(placed, problem) : null;
    if (mend === null) return { accepted: false, problem: problem ?? silent(code, output), mends };
    mends.push(mend);
  }
}

function silent(code: number | null, output: string): NginxProblem {
  return { level: 'emerg', message: `ended with ${code}: ${output.slice(0, 200)}`, file: null, line: null };
}

/** Modules that take long to load, with what configs that need them say. */
const SLOW_TO_LOAD = /_(perl|xslt|image_filter|geoip2?|auth_pam|lua)_/;

/** `load_module` lines for all modules that are installed, without slow ones that a config does not speak of. */
function loadLines(text: string | null): string {
  if (!existsSync(MODULES_FOLDER)) return '';
  const names = readdirSync(MODULES_FOLDER).filter((name) => {
    const slow = SLOW_TO_LOAD.exec(name)?.[1];
    return name.endsWith('.so') && (slow === undefined || text === null || text.includes(slow));
  });
  const first = LOADED_FIRST.filter((name) => names.includes(name));
  const rest = names.filter((name) => !first.includes(name));
  return [...first, ...rest].map((name) => `load_module ${MODULES_FOLDER}/${name}; `).join('');
}

function runNginx({ folder, rootPath }: PlacedCase): Promise<{ code: number | null; output: string }> {
  const text = readTextOrEmpty(rootPath);
  const pid = hasDirective(text, 'pid') ? '' : `pid ${join(folder, 'test.pid')};`;
  const options = [
    '-t',
    '-e',
    join(folder, 'start.log'),
    '-p',
    folder,
    '-c',
    rootPath,
    '-g',
    loadLines(/^\s*include\s/m.test(text) ? null : text) + pid,
  ];
  // A file, not a pipe: configs that log to /dev/stderr open it anew, which works with files only.
  const outputPath = join(folder, 'output.log');
  const output = openSync(outputPath, 'w');
  return new Promise((done, fail) => {
    const child = spawn(NGINX_BINARY, options, { cwd: folder, stdio: ['ignore', output, output] });
    const timer = setTimeout(() => child.kill('SIGKILL'), TEST_TIMEOUT_MS);
    child.on('error', fail);
    child.on('close', (code) => {
      clearTimeout(timer);
      closeSync(output);
      done({ code, output: readTextOrEmpty(outputPath) });
    });
  });
}
