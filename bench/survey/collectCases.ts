import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { isMainConfig } from '../../server/src/config/configFiles';
import { parseConfig } from '../../server/src/config/parser';
import { mayBeTemplate } from '../../server/src/config/templates';
import { nginxTestCases } from './nginxTests';
import type { FoundTests, SurveyCase } from './surveyCase';
import { isTestNginx, testNginxCases } from './testNginxBlocks';

/** What was found in a folder. */
export interface Collection {
  readonly cases: readonly SurveyCase[];
  /** Files that hold at least one case. */
  readonly fileCount: number;
  /** Tests whose config only their own Perl code could make. */
  readonly unassembled: number;
}

const LARGEST_FILE_BYTES = 4 * 1024 * 1024;

const CONFIG_NAME =
  /\.(?:conf|vhost|vh|nginx|ngx|sample)(?:\.[\w.-]+)?$|nginx[\w.-]*\.(?:tmpl|tpl|template|erb|j2|in|example|default|liquid)$|\.(?:erb|j2|tmpl|template|liquid)$/;

const CONFIG_FOLDER = /(?:^|\/)(?:sites-(?:available|enabled)|crossplane[^/]*\/tests\/configs\/[^/]+)\/[^/]+$/;

/** Directives and blocks that nothing but nginx's language has. */
const NGINX_MARK =
  /^[ \t]*(?:(?:http|events|stream|mail|server)\s*\{|location\s+[^\n]*\{|upstream\s+[^\n]*\{|map\s+\S+\s+\$\w+\s*\{|(?:proxy_pass|fastcgi_pass|uwsgi_pass|listen|server_name|add_header|proxy_set_header|lua_shared_dict|limit_\w+_zone|\w+_cache_path|ssl_session_cache|gzip|include|set|rewrite|expires)\s[^\n]*;[ \t\r]*(?:#[^\n]*)?$)/m;

/** Finds every nginx config in a folder: files, templates, and configs that test files hold. */
export function collectCases(folder: string): Collection {
  const source = basename(resolve(folder));
  const cases: SurveyCase[] = [];
  let fileCount = 0;
  let unassembled = 0;
  for (const path of filesBelow(folder)) {
    const name = relative(folder, path);
    const found = casesOfFile(source, name, path);
    if (found.cases.length > 0) fileCount++;
    cases.push(...found.cases);
    unassembled += found.unassembled;
  }
  return { cases, fileCount, unassembled };
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((left, right) => (left.name < right.name ? -1 : 1));
  return entries.flatMap((entry: Dirent) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === '.git' || entry.name === 'node_modules' ? [] : filesBelow(path);
    return entry.isFile() && statSync(path).size <= LARGEST_FILE_BYTES ? [path] : [];
  });
}

function casesOfFile(source: string, name: string, path: string): FoundTests {
  const isConfig = CONFIG_NAME.test(name) || CONFIG_FOLDER.test(`/${source}/${name}`);
  const isTest = name.endsWith('.t');
  const isLua = name.endsWith('.lua') && /templates?\/|ngx_tpl|template_inject/.test(name);
  if (!isConfig && !isTest && !isLua) return { cases: [], unassembled: 0 };
  const text = readFileSync(path, 'latin1');
  if (isTest) {
    return isTestNginx(text) ? testNginxCases(source, name, text) : nginxTestCases(source, name, text);
  }
  if (isLua) return { cases: luaTemplates(source, name, text), unassembled: 0 };
  if (!NGINX_MARK.test(text)) return { cases: [], unassembled: 0 };
  return {
    cases: [{ source, name, form: formOf(text, path), text, path, rootName: basename(path), files: {} }],
    unassembled: 0,
  };
}

function formOf(text: string, path: string): SurveyCase['form'] {
  if (mayBeTemplate(text, path)) return 'template';
  return isMainConfig(parseConfig(text, path)) ? 'whole' : 'fragment';
}

/** Long strings of a Lua file that hold nginx's language; those that are joined by `..` make one text. */
function luaTemplates(source: string, name: string, text: string): SurveyCase[] {
  const templates: { template: string; start: number; end: number }[] = [];
  for (const match of text.matchAll(/\[(=*)\[([\s\S]*?)\]\1\]/g)) {
    const [whole, , template = ''] = match;
    const last = templates.at(-1);
    const end = match.index + whole.length;
    if (last !== undefined && /^\s*\.\.\s*$/.test(text.slice(last.end, match.index))) {
      last.template += template;
      last.end = end;
    } else templates.push({ template, start: match.index, end });
  }
  const shared = { source, form: 'template', path: null, rootName: 'template.conf', files: {} } as const;
  return templates
    .filter(({ template }) => NGINX_MARK.test(template))
    .map(({ template, start }) => {
      return { ...shared, name: `${name}:${text.slice(0, start).split('\n').length}`, text: template };
    });
}
