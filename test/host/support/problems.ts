import * as vscode from 'vscode';
import { until } from './until';

/** Codes of the problems that Zone Lens has found in a file, in the order of their places. */
export function problemCodes(uri: vscode.Uri): string[] {
  return problems(uri).map(({ code }) => String(typeof code === 'object' ? code.value : code));
}

/** Problems of Zone Lens in a file, in the order of their places. */
export function problems(uri: vscode.Uri): vscode.Diagnostic[] {
  const all = vscode.languages.getDiagnostics(uri);
  return [...all].sort((one, other) => one.range.start.compareTo(other.range.start));
}

/** Waits until a file's problems include each of these codes, and gives its problems. */
export function problemsWith(uri: vscode.Uri, ...codes: string[]): Promise<vscode.Diagnostic[]> {
  return until(`${uri.path} has ${codes.join(', ')}`, () => {
    const found = problemCodes(uri);
    return codes.every((code) => found.includes(code)) && problems(uri);
  });
}
