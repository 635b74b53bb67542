import { heredocsOf, interpolate } from './perlText';
import { type FoundTests, TEST_FOLDER } from './surveyCase';

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
export function nginxTestCases(source: string, name: string, perl: string): FoundTests {
  const configs: { text: string; line: number }[] = [];
  const files: Record<string, string> = {};
  let unassembled = 0;
  for (const { before, interpolates, text, line } of heredocsOf(perl)) {
    const known = interpolates ? interpolate(text, new Map()) : text;
    const fileName = /write_file(?:_expand)?\(\s*['"]([\w./-]+)['"]/.exec(before)?.[1];
    const isConfig = fileName === 'nginx.conf' || /^\s*%%TEST_GLOBALS%%/m.test(text);
    if (isConfig && known === null) unassembled++;
    else if (isConfig && known !== null) configs.push({ text: expand(known), line });
    else if (fileName !== undefined) files[fileName] = expand(known ?? text);
  }
  for (const [, fileName = '', content = ''] of perl.matchAll(/write_file\('([\w.-]+)',\s*'([^'\\]*)'\)/g)) {
    files[fileName] ??= content;
  }
  const shared = { source, form: 'whole', path: null, rootName: 'nginx.conf', files } as const;
  return { cases: configs.map(({ text, line }) => ({ ...shared, name: `${name}:${line}`, text })), unassembled };
}

function expand(text: string): string {
  return text
    .replace(/%%(TEST_GLOBALS\w*)%%/g, (whole, name: string) => GLOBALS.get(name) ?? whole)
    .replace(/%%PORT_(\d+)(?:_UDP)?%%/g, '$1');
}
