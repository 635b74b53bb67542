import type { TextRange } from '../config/sourceText';
import { argumentValue, type Directive, directiveName } from '../config/tree';
import { isScriptDirective, scriptFileArgument, scriptFileNamed } from '../zones/scripts';
import type { ZoneModel } from '../zones/zoneModel';
import { argumentAt, argumentContentRange, directiveAt } from './treePosition';

/** An argument that names files. */
export interface NamedFiles {
  /** The argument without its quotes. */
  readonly range: TextRange;
  /** Files that were read for it, in the order in which nginx takes them. */
  readonly paths: readonly string[];
}

/** Files that the argument at an offset names: those of an `include`, or a script. Null where it names none. */
export function namedFilesAt(model: ZoneModel, path: string, offset: number): NamedFiles | null {
  const file = model.config.files.get(path);
  if (file === undefined) return null;
  const directive = directiveAt(file.tree, offset);
  if (directive < 0) return null;
  const argument = argumentAt(file.tree, directive, offset);
  return argument < 1 || argument !== fileArgumentOf(model, path, directive)
    ? null
    : namedFilesOf(model, path, directive);
}

/** Files that a directive names; null where it names none. */
export function namedFilesOf(model: ZoneModel, path: string, directive: Directive): NamedFiles | null {
  const tree = model.config.files.get(path)?.tree;
  const argument = fileArgumentOf(model, path, directive);
  if (tree === undefined || argument === 0) return null;
  const range = argumentContentRange(tree, directive, argument);
  const included = model.config.includes.get(path)?.get(directive);
  if (included !== undefined) return { range, paths: [...new Set(included.paths)] };
  const { config, options, scripts } = model;
  const script = scriptFileNamed(config, options.prefixes, scripts, argumentValue(tree, directive, argument));
  return { range, paths: script === null ? [] : [script.path] };
}

/** Number of the argument that names a file; 0 where none does. */
function fileArgumentOf(model: ZoneModel, path: string, directive: Directive): number {
  if (model.config.includes.get(path)?.has(directive)) return 1;
  const tree = model.config.files.get(path)?.tree;
  if (tree === undefined) return 0;
  const name = directiveName(tree, directive);
  return isScriptDirective(name) ? scriptFileArgument(tree, directive, name) : 0;
}
