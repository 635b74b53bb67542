/**
 * Times single edits of large configs, hot: `npx tsx bench/incrementalParse.ts [--edits N] [--seed N]`. An edit is one
 * keystroke, or a random change; the time is that of `updateConfigFile` or `updateConfigFiles` alone.
 */
import { parseArgs } from 'node:util';
import { loadConfigFiles, makeConfigFile } from '../server/src/config/configFiles';
import type { TextChange } from '../server/src/config/fileEdit';
import { memoryFileSystem } from '../server/src/config/fileSystem';
import { updateConfigFile } from '../server/src/config/updateFile';
import { updateConfigFiles } from '../server/src/config/updateFiles';
import { isZoneDirective } from '../server/src/zones/zoneModel';
import { createRandom } from '../test/support/random';

const { values } = parseArgs({
  options: { edits: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
});
const EDITS = Number(values.edits);
const WARM_UP_EDITS = 300;
const LARGE_BYTES = 1_300_000;
const INCLUDED_FILES = 5_000;

const random = createRandom(Number(values.seed));
const below = (limit: number): number => Math.floor(random() * limit);

function serverText(number: number): string {
  return `    server {
        listen 127.0.0.1:${18000 + (number % 16)};
        server_name app${number}.example.com www.app${number}.example.com; # customer ${number}
        root /srv/www/app${number}/public;

        limit_req zone=requests${number % 100} burst=20 nodelay;
        location / {
            try_files $uri $uri/ @backend;
            expires 30d;
        }
        location @backend {
            proxy_pass http://127.0.0.1:${20000 + (number % 1000)};
            proxy_set_header Host "$host";
            proxy_set_header X-Real-IP $remote_addr;
        }
    }
`;
}

function largeText(): string {
  let text = 'events {}\nhttp {\n';
  for (let server = 0; text.length < LARGE_BYTES; server++) text += serverText(server);
  return `${text}}\n`;
}

/** Types one piece after another, letter by letter, each at the start of some line. */
function typing(pieces: readonly string[]): (text: string) => TextChange {
  let piece = '';
  let typed = 0;
  let at = 0;
  return (text) => {
    if (typed === piece.length) {
      piece = pieces[below(pieces.length)] ?? '';
      typed = 0;
      at = text.indexOf('\n', below(text.length - 1000)) + 1;
    }
    const start = at + typed;
    return { start, end: start, text: piece.charAt(typed++) };
  };
}

const SIGNS = ['}', ';', '"', "'", '#', '\n', 'a', ' ', 'listen 80;', 'server { ', ' { ', ''];

const breaking = (text: string): TextChange => {
  const start = below(text.length);
  return { start, end: Math.min(text.length, start + below(3)), text: SIGNS[below(SIGNS.length)] ?? '' };
};

const letter = (text: string): TextChange => {
  const start = below(text.length);
  return { start, end: start, text: 'x' };
};

function changedText(text: string, change: TextChange): string {
  const changed = text.slice(0, change.start) + change.text + text.slice(change.end);
  // The pieces are joined now, so that this is not timed.
  changed.charCodeAt(0);
  return changed;
}

function report(what: string, times: readonly number[], wholeReads: number): void {
  const sorted = [...times].sort((left, right) => left - right);
  const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(2).padStart(7);
  console.log(
    `${what.padEnd(34)} median ${at(0.5)} ms  p99 ${at(0.99)} ms  most ${at(1)} ms  whole ${wholeReads} of ${times.length}`,
  );
}

function timeFile(what: string, start: string, nextChange: (text: string) => TextChange): void {
  let file = makeConfigFile('/etc/nginx/nginx.conf', start, isZoneDirective);
  const times: number[] = [];
  let wholeReads = 0;
  for (let edit = -WARM_UP_EDITS; edit < EDITS; edit++) {
    const change = nextChange(file.tree.text);
    const text = changedText(file.tree.text, change);
    const startedMs = performance.now();
    const updated = updateConfigFile(file, text, change, isZoneDirective);
    if (edit >= 0) times.push(performance.now() - startedMs);
    if (edit >= 0 && updated.edit === null) wholeReads++;
    file = updated.file;
  }
  report(what, times, wholeReads);
}

function timeTree(what: string, nextChange: (text: string) => TextChange): void {
  const texts = new Map<string, string>();
  for (let file = 0; file < INCLUDED_FILES; file++) {
    texts.set(`/etc/nginx/servers/${String(file).padStart(6, '0')}.conf`, serverText(file).repeat(10));
  }
  const paths = [...texts.keys()];
  const root = 'events {}\nhttp {\n    include servers/*.conf;\n}\n';
  const options = { isMarked: isZoneDirective, fileSystem: memoryFileSystem(texts) };
  let config = loadConfigFiles(options.fileSystem, '/etc/nginx/nginx.conf', root, options);
  const times: number[] = [];
  let wholeReads = 0;
  for (let edit = -WARM_UP_EDITS; edit < EDITS; edit++) {
    const path = paths[below(paths.length)] ?? '';
    const before = config.files.get(path)?.tree.text ?? '';
    const change = nextChange(before);
    const text = changedText(before, change);
    const startedMs = performance.now();
    const updated = updateConfigFiles(config, { path, text, change }, options);
    if (edit >= 0) times.push(performance.now() - startedMs);
    if (edit >= 0 && updated.edit === null) wholeReads++;
    config = updated.config;
  }
  report(what, times, wholeReads);
}

const large = largeText();
const words = ['    proxy_set_header X-Name "a b";\n', '    location /x {\n  return 200;\n  }\n', '# a comment\n'];
const wholeTimes = Array.from({ length: 30 }, () => {
  const startedMs = performance.now();
  makeConfigFile('/etc/nginx/nginx.conf', large, isZoneDirective);
  return performance.now() - startedMs;
});
console.log(`${large.length} bytes, ${large.split('\n').length} lines`);
report('read as a whole', wholeTimes, wholeTimes.length);
timeFile('typing', large, typing(words));
timeFile('typing, a brace is missing', large.replace(/\}\n$/, ''), typing(words));
timeFile('typing, a brace too many', large.replace('http {\n', 'http {\n}\n'), typing(words));
timeFile('typing, 1 of 100 semicolons missing', withoutSome(large), typing(words));
timeFile('typing Lua', large, typing(['    content_by_lua_block {\n  local a = { {}, "}" }\n }\n']));
timeFile('random changes, piling up', large, breaking);
timeTree(`single letters in ${INCLUDED_FILES} files`, letter);
timeTree(`random changes in ${INCLUDED_FILES} files`, breaking);

function withoutSome(text: string): string {
  let count = 0;
  return text.replace(/;/g, () => (count++ % 100 === 0 ? '' : ';'));
}
