import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';
import { COMMANDS } from './commands/names';

/** Turns the code of each problem into a link to the paragraph that explains it. */
export const linkProblems: NonNullable<Middleware['handleDiagnostics']> = (uri, diagnostics, next) => {
  for (const diagnostic of diagnostics) {
    const { code } = diagnostic;
    if (typeof code === 'string') diagnostic.code = { value: code, target: explanationOf(code) };
  }
  next(uri, diagnostics);
};

function explanationOf(code: string): vscode.Uri {
  const query = encodeURIComponent(JSON.stringify([code]));
  return vscode.Uri.parse(`command:${COMMANDS.explainProblem}?${query}`);
}
