import { heredocsOf, interpolate } from './perlText';
import { type SurveyCase, TEST_FOLDER } from './surveyCase';

const TEMP_PATHS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

const GLOBALS: ReadonlyMap<string, string> = new Map([
  ['TEST_GLOBALS', `pid ${TEST_FOLDER}/nginx.pid;\nerror_log ${TEST_FOLDER}/error.log debug;\n`],
  [
    'TEST_GLOBALS_HTTP',
    `root ${TEST_FOLDER};\naccess_log ${TEST_FOLDER}/access.log;\n` +
      TEMP_PATHS.map((name) => `${name}_temp_path ${TEST_FOLDER}/${name}_temp;\n`).join(''),
  ],
  ['TEST_GLOBALS_STREAM', ''],
]);

/** The configs in a test file of nginx's own suite (and of its forks'), expanded as that suite does. */
export function nginxTestCases(source: string, name: string, perl: string): SurveyCase[] {
  const configs: { text: string; line: number }[] = [];
  const files: Record<string, string> = {};
  for (const { before, interpolates, text, line } of heredocsOf(perl)) {
    const expanded = expand(interpolates ? (interpolate(text, new Map()) ?? text) : text);
    const fileName = /write_file(?:_expand)?\(\s*['"]([\w./-]+)['"]/.exec(before)?.[1];
    if (fileName === 'nginx.conf' || /^\s*%%TEST_GLOBALS%%/m.test(text)) configs.push({ text: expanded, line });
    else if (fileName !== undefined) files[fileName] = expanded;
  }
  for (const [, fileName = '', content = ''] of perl.matchAll(/write_file\('([\w.-]+)',\s*'([^'\\]*)'\)/g)) {
    files[fileName] ??= content;
  }
  return configs.map(({ text, line }) => ({ source, name: `${name}:${line}`, form: 'whole', text, path: null, files }));
}

function expand(text: string): string {
  return text
    .replace(/%%(TEST_GLOBALS\w*)%%/g, (whole, name: string) => GLOBALS.get(name) ?? whole)
    .replace(/%%PORT_(\d+)(?:_UDP)?%%/g, '$1');
}
