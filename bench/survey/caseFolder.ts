import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseConfig } from '../../server/src/config/parser';
import { childrenOf, directiveName } from '../../server/src/config/tree';
import { type SurveyCase, TEST_FOLDER } from './surveyCase';

/** A case that lies in a folder of its own, where nginx may write. */
export interface PlacedCase {
  readonly folder: string;
  readonly rootPath: string;
}

const MOST_FILES_BESIDE = 400;
const MOST_FOLDERS_DOWN = 4;
const LARGEST_FILE_BYTES = 256 * 1024;

/** Directives whose paths nginx writes to, also in a test of the config. */
const WRITTEN_PATH =
  /^([ \t]*(?:pid|error_log|access_log|lock_file|working_directory|[a-z]+_(?:temp|cache)_path|client_body_temp_path)\s+['"]?)(\/[^\s;'"]+)/gm;

/** Puts a case into a new folder; null where nothing can be put around a fragment to make a config of it. */
export function placeCase(testCase: SurveyCase, base: string): PlacedCase | null {
  if (testCase.form === 'template') return null;
  const wrapper = testCase.form === 'fragment' ? wrapperOf(testCase) : null;
  if (testCase.form === 'fragment' && wrapper === null) return null;
  const folder = mkdtempSync(join(base, 'case-'));
  mkdirSync(join(folder, 'logs'));
  mkdirSync(join(folder, 'html'));
  if (testCase.path !== null) copyFilesBeside(dirname(testCase.path), folder, folder, { left: MOST_FILES_BESIDE }, 0);
  for (const [name, content] of Object.entries(testCase.files)) writeIn(folder, join(folder, name), content);
  const ownPath = join(folder, testCase.rootName);
  writeIn(folder, ownPath, testCase.text);
  if (wrapper === null) return { folder, rootPath: ownPath };
  const rootPath = join(folder, 'survey-root.conf');
  writeIn(folder, rootPath, wrapper.replace('FRAGMENT', ownPath));
  return { folder, rootPath };
}

/** Directives and blocks that stand in the http block only. */
const HTTP_LEVEL = /^(?:server|upstream|map|geo|log_format|split_clients|lua_shared_dict|.*_zone|.*_cache_path)$/;

/** A main config around a fragment, by what stands at the fragment's top. */
function wrapperOf({ text }: SurveyCase): string | null {
  const tree = parseConfig(text);
  const names = childrenOf(tree, -1).map((directive) => directiveName(tree, directive));
  if (names.some((name) => HTTP_LEVEL.test(name))) {
    return 'events {}\nhttp {\n    include "FRAGMENT";\n}\n';
  }
  return names.length > 0 ? 'events {}\nhttp {\n    server {\n        include "FRAGMENT";\n    }\n}\n' : null;
}

function copyFilesBeside(from: string, to: string, folder: string, budget: { left: number }, depth: number): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (budget.left <= 0) return;
    const path = join(from, entry.name);
    if (entry.isDirectory() && depth < MOST_FOLDERS_DOWN && entry.name !== '.git') {
      copyFilesBeside(path, join(to, entry.name), folder, budget, depth + 1);
    } else if (entry.isFile() && statSync(path).size <= LARGEST_FILE_BYTES) {
      budget.left--;
      writeIn(folder, join(to, entry.name), readFileSync(path, 'latin1'));
    }
  }
}

/** Writes a config so that what nginx would write lands in the case's folder. */
function writeIn(folder: string, path: string, text: string): void {
  const placed = text.replaceAll(TEST_FOLDER, folder).replace(WRITTEN_PATH, (whole, head: string, target: string) => {
    if (target.startsWith('/dev/') || target.startsWith(`${folder}/`)) return whole;
    return `${head}${folder}${target}`;
  });
  for (const [, , target = ''] of placed.matchAll(WRITTEN_PATH)) {
    if (target.startsWith(`${folder}/`) && !target.includes('$')) mkdirSync(dirname(target), { recursive: true });
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, placed, 'latin1');
}
