/**
 * What a person waits for while typing: a language server in a process of its own is sent random edits as an editor
 * sends them, and the time is taken until the answer is back.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { type Editor, startEditor } from '../test/languageServer/support/editor';
import { createRandom, type Random } from '../test/support/random';
import { type EditedConfig, largeConfig, smallConfig, treeConfig } from './editorFiles';

const EDITS = Number(process.env.BENCH_EDITS ?? 1000);
const WARM_UP = 100;
const TREE_FILES = 5000;

interface Goals {
  readonly problemsMs?: number;
}

/** Measures all three sizes of config, and prints a block for each. */
export async function measureEditor(server: string, folder: string): Promise<void> {
  const configs: [EditedConfig, Goals][] = [
    [smallConfig(join(folder, 'small')), {}],
    [largeConfig(join(folder, 'large')), { problemsMs: 10 }],
    [treeConfig(join(folder, 'tree'), TREE_FILES), { problemsMs: 20 }],
  ];
  for (const [config, goals] of configs) await measure(server, config, goals);
}

async function measure(server: string, config: EditedConfig, goals: Goals): Promise<void> {
  const uri = pathToFileURL(config.path).href;
  const editor = await startEditor({ server });
  try {
    const start = performance.now();
    editor.open(uri, config.text);
    await editor.settle(uri);
    const openedMs = performance.now() - start;
    const times = await typeRandomly(editor, uri, config.text);
    const megabytes = (config.text.length / 1e6).toFixed(2);
    console.log(`\n${config.name}: ${config.lines} lines, ${megabytes} MB in the file that is edited`);
    row('opened, problems shown', `${openedMs.toFixed(0)} ms`);
    row('keystroke to problems', spread(times.problems, goals.problemsMs));
    row('hover', spread(times.hover));
    row('completion', spread(times.completion));
    row('inlay hints', spread(times.hints));
    row('memory of the server', `${(residentBytes(editor) / 1e6).toFixed(0)} MB`);
  } finally {
    await editor.stop();
  }
}

interface Times {
  readonly problems: number[];
  readonly hover: number[];
  readonly completion: number[];
  readonly hints: number[];
}

/** Random edits, each taken back by the next one, so that the config stays what it is. */
async function typeRandomly(editor: Editor, uri: string, original: string): Promise<Times> {
  const stream = createRandom(1);
  const times: Times = { problems: [], hover: [], completion: [], hints: [] };
  const textDocument = { uri };
  for (let edit = -WARM_UP; edit < EDITS; edit += 2) {
    const typed = randomEdit(original, stream);
    const back = {
      start: typed.start,
      end: typed.start + typed.text.length,
      text: original.slice(typed.start, typed.end),
    };
    const changed = original.slice(0, typed.start) + typed.text + original.slice(typed.end);
    for (const [before, { start, end, text }] of [
      [original, typed],
      [changed, back],
    ] as const) {
      const range = { start: positionIn(before, start), end: positionIn(before, end) };
      const position = range.start;
      const visible = {
        start: { line: Math.max(0, position.line - 30), character: 0 },
        end: { line: position.line + 30, character: 0 },
      };
      const measured: [number[], () => Promise<unknown>][] = [
        [
          times.problems,
          () => {
            editor.change(uri, [{ range, text }]);
            return editor.settle(uri);
          },
        ],
        [times.hover, () => editor.request('textDocument/hover', { textDocument, position })],
        [times.completion, () => editor.request('textDocument/completion', { textDocument, position })],
        [times.hints, () => editor.request('textDocument/inlayHint', { textDocument, range: visible })],
      ];
      for (const [list, run] of measured) {
        const start = performance.now();
        await run();
        if (edit >= 0) list.push(performance.now() - start);
      }
    }
  }
  return times;
}

const TYPED = [
  'x',
  ';',
  '}',
  '{',
  '"',
  ' ',
  '\n',
  'limit_req zone=',
  'lua_shared_dict a 10m;\n',
  '# ',
  'server {\n',
  '0',
];

/** Mostly what a person types: a character, a word, a line gone. */
function randomEdit(text: string, stream: Random): { start: number; end: number; text: string } {
  const start = Math.floor(stream() * text.length);
  const kind = stream();
  if (kind < 0.2) return { start, end: start + 1, text: '' };
  if (kind < 0.3) {
    const end = text.indexOf('\n', start);
    return { start, end: end === -1 ? text.length : end + 1, text: '' };
  }
  return { start, end: start, text: TYPED[Math.floor(stream() * TYPED.length)] ?? 'x' };
}

function positionIn(text: string, offset: number): { line: number; character: number } {
  let line = 0;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return { line, character: offset - lineStart };
}

/** VmRSS of the server, as the kernel has it. */
function residentBytes(editor: Editor): number {
  const status = readFileSync(`/proc/${editor.process.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) * 1024;
}

function spread(times: readonly number[], goalMs?: number): string {
  const sorted = [...times].sort((left, right) => left - right);
  const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(2);
  const goal = goalMs === undefined ? '' : ` (goal: p99 at most ${goalMs})`;
  return `median ${at(0.5)} ms, p99 ${at(0.99)} ms${goal}`;
}

function row(what: string, figure: string): void {
  console.log(`  ${what.padEnd(36)} ${figure}`);
}
