// Makes the pictures of the docs again: what the command line prints, in a dark and a light terminal.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import AnsiToHtml from 'ansi-to-html';
import { startDemo } from './demo.mjs';

const root = path.resolve(import.meta.dirname, '..');
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const pictures = path.join(root, 'docs/screenshots');

const THEMES = {
  dark: { background: '#1e1e1e', foreground: '#cccccc', colors: { 1: '#f14c4c', 3: '#e5e510', 6: '#29b8db' } },
  light: { background: '#ffffff', foreground: '#333333', colors: { 1: '#cd3131', 3: '#795e00', 6: '#0451a5' } },
};

// A target of its own, so that the pictures are the same wherever they are made.
const TARGET = ['--memory', '2g', '--page-size', '4k', '--server', 'nginx/1.22.1', '--compat', 'yes'];
const SHOTS = {
  zones: ['zones', 'examples/nginx.conf', ...TARGET],
  problems: ['check', 'examples/problems/nginx.conf', ...TARGET],
};

/** Where the demo server seems to run: its real folder is another one each time. */
const DEMO_FOLDER = '/srv/demo';
/** Until the demo's zones hold something worth looking at. */
const DEMO_FILLS_MS = 20_000;

/** Longer lines are wrapped, as a terminal would. */
const WIDEST_COLUMNS = 132;

mkdirSync(pictures, { recursive: true });
const folder = mkdtempSync(path.join(tmpdir(), 'zone-lens-pictures-'));
try {
  for (const [name, args] of Object.entries(SHOTS)) shootThemes(name, `zone-lens ${args.join(' ')}`, run(args));
  await shootDemo();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The demo server, in the terminal. */
async function shootDemo() {
  const demo = await startDemo();
  try {
    await new Promise((settle) => setTimeout(settle, DEMO_FILLS_MS));
    const text = run(['inspect', '--pid', String(demo.masterPid)]);
    shootThemes('inspect', 'zone-lens inspect', text.replaceAll(demo.folder, DEMO_FOLDER));
  } finally {
    await demo.stop();
  }
}

function shootThemes(name, command, text) {
  for (const [theme, look] of Object.entries(THEMES)) shoot(`cli-${name}-${theme}`, page(command, text, look), text);
}

function run(args) {
  const options = { cwd: root, encoding: 'utf8', env: { ...process.env, FORCE_COLOR: '1', NO_COLOR: '' } };
  try {
    return execFileSync(process.execPath, ['dist/cli.js', ...args], options);
  } catch (error) {
    // `check` ends with 1 where it finds problems, which is what the picture is of.
    if (error.status === 1) return error.stdout;
    throw error;
  }
}

function page(command, text, { background, foreground, colors }) {
  const converter = new AnsiToHtml({ fg: foreground, bg: background, colors, escapeXML: true });
  const css = `body{margin:0;padding:16px;background:${background};color:${foreground};font:13px/1.45 "DejaVu Sans Mono",monospace;white-space:pre-wrap;overflow-wrap:anywhere}`;
  return `<!doctype html><meta charset="utf-8"><style>${css}</style><body><b>$ ${command}</b>\n${converter.toHtml(text)}`;
}

function shoot(name, html, text) {
  const file = path.join(folder, `${name}.html`);
  writeFileSync(file, html);
  const lines = text.split('\n');
  const plain = lines.map((line) => stripVTControlCharacters(line));
  const columns = Math.min(WIDEST_COLUMNS, Math.max(...plain.map((line) => line.length)) + 1);
  const rows = plain.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)), 1);
  const width = Math.ceil(columns * 7.83) + 40;
  const height = Math.ceil((rows + 2) * 18.9) + 36;
  execFileSync(
    chromium,
    [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--disable-background-networking'],
      ...[
        `--window-size=${width},${height}`,
        `--user-data-dir=${folder}/profile`,
        `--screenshot=${pictures}/${name}.png`,
      ],
      `file://${file}`,
    ],
    { stdio: 'ignore' },
  );
  console.log(`docs/screenshots/${name}.png`);
}
