import { describe, expect, test } from 'vitest';
import { formatText, summarizeProblems } from '../../../../server/src/features/problemFormats/textFormat';
import { located } from './located';

const plain = (_: unknown, text: string): string => text;
const same = (path: string): string => path;

describe('formatText', () => {
  test('is empty without problems', () => {
    expect(formatText([], plain, same)).toBe('');
  });

  test('prints place, severity, message and code, a line each', () => {
    expect(formatText([located('error', 'too small'), located('warning', 'too large')], plain, same)).toBe(
      '/etc/nginx/nginx.conf:3:5: error: too small [zone-too-small]\n' +
        '/etc/nginx/nginx.conf:3:5: warning: too large [zone-too-small]\n',
    );
  });

  test('indents related places', () => {
    const location = { file: '/etc/nginx/other.conf', line: 7, column: 1, endLine: 7, endColumn: 2 };
    const problem = located('error', 'twice', { related: [{ location, message: 'First declared here.' }] });
    expect(formatText([problem], plain, same).split('\n')[1]).toBe('    /etc/nginx/other.conf:7: First declared here.');
  });

  test('shows paths and paints as it is told', () => {
    const paint = (style: string, text: string): string => `<${style}>${text}</>`;
    const problem = located('information', 'odd', { file: '/a/b.conf' });
    expect(formatText([problem], paint, (path) => path.slice(3))).toBe(
      'b.conf:3:5: <information>information</>: odd <dim>[zone-too-small]</>\n',
    );
  });

  test('writes out what could steer a terminal, in messages of related places too', () => {
    const location = { file: '/a.conf', line: 1, column: 1, endLine: 1, endColumn: 2 };
    const text = formatText([located('error', 'a\u001bb', { related: [{ location, message: 'c\nd' }] })], plain, same);
    expect(text).toContain('error: a\\x1bb ');
    expect(text).toContain('    /a.conf:1: c\\nd\n');
  });
});

describe('summarizeProblems', () => {
  test.each([
    [[], 'No problems found.'],
    [['error'], '1 problem: 1 error'],
    [['warning', 'error', 'error'], '3 problems: 2 errors, 1 warning'],
    [
      ['information', 'information', 'warning', 'warning', 'error'],
      '5 problems: 1 error, 2 warnings, 2 for information',
    ],
  ] as const)('%j', (severities, expected) => {
    expect(summarizeProblems(severities.map((severity) => located(severity, '')))).toBe(expected);
  });
});
