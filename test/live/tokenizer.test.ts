import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConfigFiles, loadConfigFiles } from '../../server/src/config/configFiles';
import { parseConfig } from '../../server/src/config/parser';
import { lineStartsOf, positionAt } from '../../server/src/config/sourceText';
import {
  argumentCount,
  argumentValue,
  type ConfigTree,
  directiveName,
  directiveRange,
  hasBlock,
} from '../../server/src/config/tree';
import { nodeFileSystem } from '../../server/src/host/nodeFileSystem';
import { GLOB_NAMES, GLOB_PATTERNS, LUA_BODIES, LUA_SIGNS, SIGNS, STATEMENTS } from '../server/config/tokenizerSamples';
import { createRandom, type Random } from '../support/random';
import { NGINX_BINARY, nginxAvailable } from './support/nginxBinary';
import { type ConfigTester, type ConfigTestResult, createConfigTester, writeFiles } from './support/nginxTest';
import { needForEach } from './support/session';

const SEED = 7;
let tester: ConfigTester;

needForEach('lua');
beforeAll(() => {
  tester = createConfigTester(nginxAvailable(['lua']) === null ? { modules: ['lua'] } : {});
});
afterAll(() => tester.close());

/** What the tokenizer of nginx says when it refuses, not what a directive says. */
const SYNTAX_REFUSAL =
  /unexpected "[^"]"|unexpected """|unexpected end of (?:file|parameter)|too long parameter|too long lua code block|missing the closing long bracket/;

const isSyntaxRefusal = (result: ConfigTestResult): boolean => SYNTAX_REFUSAL.test(result.output);

/** `unknown directive "NAME" in FILE:LINE`; the name may hold line breaks. */
function unknownDirective(output: string): { name: string; line: number } | null {
  const found = /unknown directive "(.*)" in \S+:(\d+)\n/s.exec(output);
  return found === null ? null : { name: found[1] ?? '', line: Number(found[2]) };
}

const KNOWN = new Set(['events', 'http', 'init_by_lua_block', 'types', 'use']);

/** The first directive that nginx does not know, with the line at which nginx knows that: that of the `;` or `{`. */
function ownUnknownDirective(tree: ConfigTree): { name: string; line: number; headEnd: number } | null {
  for (let directive = 0; directive < tree.directiveCount; directive++) {
    const name = directiveName(tree, directive);
    if (KNOWN.has(name)) continue;
    const end = hasBlock(tree, directive)
      ? (tree.blockStarts[directive] ?? 0)
      : directiveRange(tree, directive).end - 1;
    return { name, line: positionAt(lineStartsOf(tree.text), end).line + 1, headEnd: end + 1 };
  }
  return null;
}

function pickFrom<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)] as Item;
}

function soup(random: Random, signs: readonly string[], most: number): string {
  return Array.from({ length: 1 + Math.floor(random() * most) }, () => pickFrom(random, signs)).join('');
}

/** How one text fares: what nginx says of it, and what we say, in the same words. */
function verdicts(text: string, tree: ConfigTree, result: ConfigTestResult): { nginx: string; ours: string } {
  const unknown = unknownDirective(result.output);
  if (unknown !== null) {
    const own = ownUnknownDirective(tree);
    const end = own?.headEnd ?? text.length;
    // nginx stops before it sees that a block is never closed.
    const broken = tree.problems.find(({ code, range }) => code !== 'syntax-missing-brace' && range.start < end);
    return {
      nginx: `unknown ${JSON.stringify(unknown.name)} at ${unknown.line}`,
      ours: broken?.message ?? `unknown ${JSON.stringify(own?.name)} at ${own?.line}`,
    };
  }
  const nginx = isSyntaxRefusal(result) ? 'refused' : 'read';
  return { nginx, ours: tree.problems.length > 0 ? 'refused' : 'read' };
}

/** Runs all texts through nginx and expects the same of us; returns how many of them each verdict had. */
async function compare(texts: readonly string[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const results = await tester.testAll(texts);
  for (const [index, result] of results.entries()) {
    const text = texts[index] ?? '';
    const tree = parseConfig(text);
    // Random text may look like a template, and is then not judged.
    if (tree.isTemplate) continue;
    const { nginx, ours } = verdicts(text, tree, result);
    expect(ours, `seed ${SEED}, input ${index}: ${JSON.stringify(text)}\n${result.output}`).toBe(nginx);
    const kind = nginx.split(' ')[0] ?? '';
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

describe('the tokenizer against nginx', () => {
  it('reads the same first word at the same line', async () => {
    const random = createRandom(SEED);
    const generated = Array.from(
      { length: 700 },
      () => soup(random, SIGNS, 12) + pickFrom(random, [';', ' ;', ' z;\nq;', '{', '']),
    );
    const counts = await compare([...STATEMENTS, ...generated]);
    expect(counts.unknown).toBeGreaterThan(350);
    expect(counts.refused).toBeGreaterThan(150);
  });

  it('tells of a byte order mark, which nginx takes as part of the first word', async () => {
    const { output } = await tester.test('\uFEFFa;');
    expect(unknownDirective(output)?.name).toBe('\uFEFFa');
    expect(parseConfig('\uFEFFa;').problems.map(({ code }) => code)).toEqual(['syntax-byte-order-mark']);
  });

  it('accepts and refuses the same statements', async () => {
    const random = createRandom(SEED + 1);
    const signs = SIGNS.filter((sign) => !/^[{}]$/.test(sign));
    const texts = Array.from({ length: 400 }, () => {
      const statements = Array.from({ length: 3 }, () => `t ${soup(random, signs, 5)} ;\n`).join('');
      return `events {}\nhttp { types {\n${statements}} }\n`;
    });
    const counts = await compare(texts);
    expect(counts.read).toBeGreaterThan(60);
    expect(counts.refused).toBeGreaterThan(100);
  });

  it('reads the same value of an argument', async () => {
    const random = createRandom(SEED + 2);
    const texts = Array.from({ length: 300 }, () => `events { use ${soup(random, SIGNS, 8)} ; }\n`);
    const results = await tester.testAll(texts);
    let values = 0;
    for (const [index, { output }] of results.entries()) {
      const tree = parseConfig(texts[index] ?? '');
      const invalid = /invalid event type "(.*)" in \S+:\d+\n/s.exec(output);
      const use = Array.from({ length: tree.directiveCount }, (_, directive) => directive).find(
        (directive) => directiveName(tree, directive) === 'use',
      );
      if (use === undefined) continue;
      if (/invalid number of arguments in "use"/.test(output)) expect(argumentCount(tree, use)).not.toBe(1);
      if (invalid === null) continue;
      expect(argumentValue(tree, use, 1), JSON.stringify(texts[index])).toBe(invalid[1]);
      values++;
    }
    expect(values).toBeGreaterThan(60);
  });

  it('refuses what is too long at the same byte', async () => {
    const bodies = (length: number): string[] => [
      'a'.repeat(length),
      'é'.repeat(length >> 1) + 'a'.repeat(length & 1),
      '😀'.repeat(length >> 2) + 'a'.repeat(length & 3),
    ];
    const texts: string[] = [];
    for (const pad of ['', 'b c;\n', `# ${'p'.repeat(3000)}\n`, ' '.repeat(5000)]) {
      for (const length of [4092, 4093, 4094, 4095, 4096, 4097, 5000]) {
        for (const body of bodies(length)) {
          for (const end of [';', ' x;', '\n;', '\t\r\n  x;']) {
            texts.push(`events{} http { types {${pad}${body}${end} } }`);
            texts.push(`events{} http { types {${pad}"${body}"${end} } }`);
          }
          texts.push(`events{} http { types {${pad}t '${body}'; } }`);
          texts.push(`events{} http { types {${pad}#${body}\n} }`);
          texts.push(`events{} http { types {${pad}} }\n#${body}`);
        }
      }
    }
    const counts = await compare(texts.filter((_, index) => index % 2 === 0));
    expect(counts.read).toBeGreaterThan(100);
    expect(counts.refused).toBeGreaterThan(100);
  });

  it('ends Lua blocks at the same brace', async () => {
    const random = createRandom(SEED + 3);
    const generated = Array.from({ length: 700 }, () => soup(random, LUA_SIGNS, 14));
    const texts = [...LUA_BODIES, ...generated].map(
      (body) => `events {}\nhttp {\n  init_by_lua_block {x ${body}\n  }\n  marker;\n}\nmarker_outside;\n`,
    );
    const counts = await compare(texts);
    expect(counts.unknown).toBeGreaterThan(250);
    expect(counts.refused).toBeGreaterThan(50);
  });

  it('refuses Lua brackets that do not fit into the buffer', async () => {
    const text = (length: number): string =>
      `events {}\nhttp {\n  init_by_lua_block { local a = [[${'x'.repeat(length)}]] }\n  marker;\n}\n`;
    const [short, long] = await tester.testAll([text(1500), text(4200)]);
    expect(unknownDirective(short?.output ?? '')?.name).toBe('marker');
    expect(parseConfig(text(1500)).problems).toEqual([]);
    expect(long?.output).toContain('missing the closing long bracket');
    expect(parseConfig(text(4200)).problems.map(({ code }) => code)).toEqual(['syntax-too-long']);
  });
});

describe('includes against nginx', () => {
  /** Files as nginx names them, in the order in which it reads them. */
  function dumpedFiles(configPath: string): { files: string[]; output: string } {
    const globals = `error_log ${tester.prefix}/logs/error.log; pid ${tester.prefix}/logs/dump.pid;`;
    const run = spawnSync(NGINX_BINARY, ['-T', '-p', tester.prefix, '-c', configPath, '-g', globals], {
      encoding: 'utf8',
    });
    const files = [...run.stdout.matchAll(/^# configuration file (.*):$/gm)].map((match) => match[1] ?? '');
    return { files: files.slice(1), output: run.stderr };
  }

  function ownFiles(configPath: string): ConfigFiles {
    const root = nodeFileSystem().readFile(configPath);
    if (!root.found) throw new Error(root.reason);
    return loadConfigFiles(nodeFileSystem(), configPath, root.text, { isMarked: () => false });
  }

  it.each(GLOB_PATTERNS)('expands %s as glob(3) does', (pattern) => {
    const folder = `glob${GLOB_PATTERNS.indexOf(pattern)}`;
    const config = `events {}\ninclude "${pattern.replaceAll('\\', '\\\\')}";\n`;
    const files = Object.fromEntries(GLOB_NAMES.map((name) => [`${folder}/${name}`, '# empty\n']));
    writeFiles(tester.prefix, { ...files, [`${folder}/main`]: config });
    const path = `${tester.prefix}/${folder}/main`;
    const expected = dumpedFiles(path);
    const own = ownFiles(path);
    const names = (paths: readonly string[]): string[] =>
      paths.map((file) => file.replace(`${tester.prefix}/${folder}/`, ''));
    if (/\[emerg\]|\[crit\]/.test(expected.output)) {
      expect(own.problems, expected.output).not.toEqual([]);
    } else {
      const normal = expected.files.map((file) => file.replace('/./', '/').replace('/sub1/../', '/'));
      expect(names([...own.files.keys()].slice(1)), expected.output).toEqual(names(normal));
      expect(own.problems).toEqual([]);
    }
  });

  it('reads nested includes from the main folder, in order, and refuses the same ones in the same words', () => {
    const folder = `${tester.prefix}/nested`;
    writeFiles(tester.prefix, {
      'nested/main': 'events {}\nhttp { include b/*.conf; include a/one.conf; }\n',
      'nested/a/one.conf': 'include a/two.conf;\n',
      'nested/a/two.conf': '# end\n',
      'nested/b/1.conf': 'include a/one.conf;\n',
      'nested/b/2.conf': 'include ./b/../a/two.conf;\n',
      'nested/missing': 'events {}\ninclude a/none.conf;\n',
      'nested/folder': 'events {}\ninclude a;\n',
      'nested/cycle': 'events {}\ninclude turn/*;\n',
      'nested/turn/1': 'include cycle;\n',
    });
    const normal = dumpedFiles(`${folder}/main`).files.map((file) => file.replace('./b/../', ''));
    expect([...ownFiles(`${folder}/main`).files.keys()].slice(1)).toEqual([...new Set(normal)]);
    for (const name of ['missing', 'folder']) {
      const message = ownFiles(`${folder}/${name}`).problems[0]?.message.replace(/\.$/, '') ?? 'none';
      expect(dumpedFiles(`${folder}/${name}`).output).toContain(message);
    }
    expect(dumpedFiles(`${folder}/cycle`).output).toContain('[emerg]');
    expect(ownFiles(`${folder}/cycle`).problems.map(({ code }) => code)).toEqual(['include-cycle']);
  });
});
