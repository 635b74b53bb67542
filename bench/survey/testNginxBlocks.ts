import { evaluatePerl, expandTestVariables, heredocsOf, interpolate, type PerlVariables } from './perlText';
import { type FoundTests, type SurveyCase, TEST_FOLDER } from './surveyCase';

const CONFIG_SECTIONS = [
  'main_config',
  'http_config',
  'config',
  'stream_config',
  'stream_server_config',
  'post_main_config',
] as const;

type Sections = Partial<Record<(typeof CONFIG_SECTIONS)[number], string>>;

/** The file holds data for Test::Nginx. */
export function isTestNginx(text: string): boolean {
  return /^__DATA__$/m.test(text) && /^=== /m.test(text);
}

/** The tests of a Test::Nginx file, each assembled into the config that Test::Nginx writes. */
export function testNginxCases(source: string, name: string, text: string): FoundTests {
  const [perl = '', ...data] = text.split(/^__DATA__$/m);
  const variables = variablesOf(perl);
  const cases: SurveyCase[] = [];
  let unassembled = 0;
  for (const [index, block] of data
    .join('')
    .split(/^===[ \t]/m)
    .slice(1)
    .entries()) {
    const sections = readSections(block, variables);
    if (sections === null) unassembled++;
    else if (Object.keys(sections.configs).length > 0) {
      const config = expandTestVariables(assemble(sections.configs));
      const title = `${name}#${index + 1}`;
      cases.push({
        source,
        name: title,
        form: 'whole',
        text: config,
        path: null,
        rootName: 'conf/nginx.conf',
        files: sections.files,
      });
    }
  }
  return { cases, unassembled };
}

/** Simple string variables of a test file, and those that Test::Nginx gives. */
function variablesOf(perl: string): PerlVariables {
  const variables = new Map([
    ['HtmlDir', `${TEST_FOLDER}/html`],
    ['ServerRoot', TEST_FOLDER],
    ['pwd', TEST_FOLDER],
    ['LuaCpath', `${TEST_FOLDER}/?.so;;`],
  ]);
  for (const { before, interpolates, text } of heredocsOf(perl)) {
    const name = /(?:our|my)\s+\$(\w+)\s*=\s*$/.exec(before)?.[1];
    const value = interpolates ? interpolate(text, variables) : text;
    if (name !== undefined && value !== null) variables.set(name, value);
  }
  for (const [, name = '', expression = ''] of perl.matchAll(/^(?:our|my)\s+\$(\w+)\s*=\s*(q[\s\S]*?[}\]!]);$/gm)) {
    const value = evaluatePerl(expression, variables);
    if (value !== null) variables.set(name, value);
  }
  return variables;
}

/** Null where a config section can't be evaluated. */
function readSections(
  block: string,
  variables: PerlVariables,
): { configs: Sections; files: Record<string, string> } | null {
  const configs: Sections = {};
  let files: Record<string, string> = {};
  for (const part of block.split(/^---[ \t]*/m).slice(1)) {
    const head = /^(\w+)([^\n:]*)(?::[ \t]*([^\n]*))?\n?/.exec(part);
    if (head === null) continue;
    const [whole, name = '', filters = '', inline] = head;
    const content = inline ?? part.slice(whole.length);
    if (name === 'user_files') files = userFiles(content);
    const section = CONFIG_SECTIONS.find((known) => known === name);
    if (section === undefined) continue;
    const value = /\beval\b/.test(filters) ? evaluatePerl(content, variables) : content;
    if (value === null) return null;
    configs[section] = value;
  }
  return { configs, files };
}

function userFiles(content: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const part of content.split(/^>>>[ \t]*/m).slice(1)) {
    const lineEnd = part.indexOf('\n');
    const name = part.slice(0, lineEnd).trim().split(/\s/)[0] ?? '';
    if (/^[\w][\w./-]*$/.test(name) && !name.includes('..')) files[`html/${name}`] = part.slice(lineEnd + 1);
  }
  return files;
}

function assemble(sections: Sections): string {
  const { main_config = '', http_config = '', config = '', post_main_config = '' } = sections;
  const { stream_config, stream_server_config } = sections;
  const stream =
    stream_config === undefined && stream_server_config === undefined
      ? ''
      : `stream {
    access_log off;
${stream_config ?? ''}
    server {
        listen 1985;
${stream_server_config ?? 'return "";'}
    }
}
`;
  return `worker_processes  1;
daemon off;
master_process off;
error_log ${TEST_FOLDER}/error.log debug;
pid       ${TEST_FOLDER}/nginx.pid;
env MOCKEAGAIN_VERBOSE;

${main_config}
${stream}
http {
    access_log ${TEST_FOLDER}/access.log;
    default_type text/plain;
    keepalive_timeout  68;

${http_config}
    server {
        listen          1984;
        server_name     'localhost';
        client_max_body_size 30M;

        # Begin test case config...
${config}
        # End test case config.
    }
}
${post_main_config}
events {
    worker_connections  64;
}
`;
}
