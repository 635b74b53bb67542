import type { Analysis } from '../../../server/src/features/analysis';

/** Text of a config's file, or of a script that it names. */
export function textOf({ model }: Analysis, path: string): string {
  const text = model.config.files.get(path)?.tree.text ?? model.scripts.files.get(path)?.text;
  if (text === undefined) throw new Error(`no file ${path}`);
  return text;
}
