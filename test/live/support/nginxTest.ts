import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type ModuleName, moduleLines, NGINX_BINARY } from './nginxBinary';

/** The levels at which nginx refuses to start; modules such as ngx_lua use `error` for that too. */
export type ProblemLevel = 'emerg' | 'alert' | 'crit' | 'error';

/** What nginx said first; `file` and `line` are null where it named no place. */
export interface NginxProblem {
  readonly level: ProblemLevel;
  readonly message: string;
  readonly file: string | null;
  readonly line: number | null;
}

/** The outcome of one `nginx -t`. */
export interface ConfigTestResult {
  readonly ok: boolean;
  /** Standard output and standard error together. */
  readonly output: string;
  readonly firstProblem: NginxProblem | null;
}

/** What to test: text, or a file that stands somewhere already. */
export interface ConfigTestInput {
  readonly config?: string;
  readonly configPath?: string;
  /** Folder that relative paths start from; a fresh one, removed after the test, unless given. */
  readonly prefix?: string;
  /** Files to write under the prefix first. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** Modules that are loaded without a change to the text (by `-g`). */
  readonly modules?: readonly ModuleName[];
  readonly binary?: string;
}

/** One prefix for many tests: a test costs one nginx process and one small file. */
export interface ConfigTester {
  readonly prefix: string;
  test(input: string | Omit<ConfigTestInput, 'prefix'>): Promise<ConfigTestResult>;
  /** Tests all, some at a time; the answers come in the order of the inputs. */
  testAll(
    inputs: readonly (string | Omit<ConfigTestInput, 'prefix'>)[],
    parallel?: number,
  ): Promise<ConfigTestResult[]>;
  close(): void;
}

/** Makes a fresh prefix folder that workers of another user can enter. */
export function makePrefix(label: string): string {
  const prefix = mkdtempSync(join(tmpdir(), `zone-lens-${label}-`));
  chmodSync(prefix, 0o755);
  mkdirSync(join(prefix, 'logs'));
  return prefix;
}

/** Writes files under a folder and makes the folders that they need. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = resolve(folder, name);
    if (!path.startsWith(`${folder}/`)) {
      throw new Error(`test file ${name} is outside of ${folder}`);
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

/** True when a main-level-looking directive of this name stands in the text (comments do not count). */
export function hasDirective(config: string, name: string): boolean {
  return new RegExp(`(^|[;{}\\s])${name}\\s`, 'm').test(config.replaceAll(/(^|\s)#.*$/gm, ''));
}

/** The first line of nginx's output that can stop a start, taken apart; an [error] line only where no other is. */
export function parseFirstProblem(output: string): NginxProblem | null {
  const found = problemLine(output, 'emerg|alert|crit') ?? problemLine(output, 'error');
  if (found === null) {
    return null;
  }
  const level = found[1] as ProblemLevel;
  const text = found[2] ?? '';
  const place = /^(.*) in (\S.*?):(\d+)$/.exec(text);
  return place === null
    ? { level, message: text, file: null, line: null }
    : { level, message: place[1] ?? '', file: place[2] ?? null, line: Number(place[3]) };
}

function problemLine(output: string, levels: string): RegExpExecArray | null {
  return new RegExp(`^.*?\\[(${levels})\\] (?:\\d+#\\d+: )?(?:\\*\\d+ )?(.*)$`, 'm').exec(output);
}

/** The text of a file, '' when it cannot be read. */
export function readTextOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

interface RunInput {
  readonly binary: string;
  readonly prefix: string;
  readonly configPath: string;
  readonly globals: string;
}

function runTest({ binary, prefix, configPath, globals }: RunInput): Promise<{ code: number | null; output: string }> {
  return new Promise((done, fail) => {
    const child = spawn(binary, ['-t', '-p', prefix, '-c', configPath, '-g', globals], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', fail);
    child.on('close', (code) => {
      clearTimeout(timer);
      done({ code, output });
    });
  });
}

async function testInPrefix(input: ConfigTestInput, prefix: string, name: string): Promise<ConfigTestResult> {
  writeFiles(prefix, input.files ?? {});
  let configPath = input.configPath;
  if (input.config !== undefined) {
    configPath = join(prefix, name);
    writeFileSync(configPath, input.config);
  }
  if (configPath === undefined) {
    throw new Error('testConfig needs config or configPath');
  }
  const text = input.config ?? readTextOrEmpty(configPath);
  const shared = `${moduleLines(input.modules ?? [], ' ')}error_log ${prefix}/logs/error.log;`;
  const pid = ` pid ${prefix}/logs/test.pid;`;
  const run = { binary: input.binary ?? NGINX_BINARY, prefix, configPath };
  let answer = await runTest({ ...run, globals: hasDirective(text, 'pid') ? shared : shared + pid });
  if (answer.output.includes('"pid" directive is duplicate') && !hasDirective(text, 'pid')) {
    answer = await runTest({ ...run, globals: shared });
  }
  return { ok: answer.code === 0, output: answer.output, firstProblem: parseFirstProblem(answer.output) };
}

/** Runs `nginx -t` once. For many configurations take {@link createConfigTester}. */
export async function testConfig(input: ConfigTestInput): Promise<ConfigTestResult> {
  if (input.prefix !== undefined) {
    return testInPrefix(input, input.prefix, 'nginx.conf');
  }
  const prefix = makePrefix('test');
  try {
    return await testInPrefix(input, prefix, 'nginx.conf');
  } finally {
    rmSync(prefix, { recursive: true, force: true });
  }
}

/**
 * Makes one prefix for many `nginx -t` runs; the caller closes it. Tests that run side by side have files of their
 * own, `PREFIX/nginx-N.conf`, which the answers name.
 */
export function createConfigTester(shared: Pick<ConfigTestInput, 'modules' | 'binary' | 'files'> = {}): ConfigTester {
  const prefix = makePrefix('test');
  const removeAtExit = (): void => rmSync(prefix, { recursive: true, force: true });
  process.once('exit', removeAtExit);
  writeFiles(prefix, shared.files ?? {});
  const { files: _written, ...base } = shared;
  const free: number[] = [];
  let lanes = 0;
  const test: ConfigTester['test'] = async (input) => {
    const lane = free.pop() ?? ++lanes;
    try {
      const own = typeof input === 'string' ? { config: input } : input;
      return await testInPrefix({ ...base, ...own }, prefix, `nginx-${lane}.conf`);
    } finally {
      free.push(lane);
    }
  };
  return {
    prefix,
    test,
    async testAll(inputs, parallel = 4) {
      const results: ConfigTestResult[] = [];
      const queue = inputs.entries();
      const work = async (): Promise<void> => {
        for (const [index, input] of queue) {
          results[index] = await test(input);
        }
      };
      await Promise.all(Array.from({ length: parallel }, work));
      return results;
    },
    close() {
      process.removeListener('exit', removeAtExit);
      removeAtExit();
    },
  };
}
