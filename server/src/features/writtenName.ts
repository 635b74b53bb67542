import type { ConfigFile } from '../config/configFiles';
import type { TextRange } from '../config/sourceText';
import { argumentRange, argumentValue, blockContent, type Directive, directiveName, parentOf } from '../config/tree';
import type { ZoneDeclaration } from '../zones/declarations';
import type { Place } from '../zones/place';
import type { ZoneReference } from '../zones/references';
import { scanLua } from '../zones/scriptScan';
import { isScriptDirective } from '../zones/scripts';
import type { ZoneModel } from '../zones/zoneModel';
import { argumentAt, createValueRanges, directiveAt, hasEscapes, type ValueRanges } from './treePosition';

/** A zone's name where it is written, as exactly as an edit of it needs. */
export type WrittenName = ArgumentName | ScriptName;

/** A name in an argument of a directive: the characters of its value from `from` to `to`. */
export interface ArgumentName extends Place {
  readonly form: 'argument';
  readonly file: ConfigFile;
  readonly directive: Directive;
  readonly argument: number;
  readonly from: number;
  readonly to: number;
}

/** A name in a script. */
export interface ScriptName extends Place {
  readonly form: 'script';
  readonly language: 'lua' | 'js';
  /** The whole code, as the script's language reads it. */
  readonly code: string;
  /** What of `code` is read: all but in a config, where it is one block. */
  readonly codeRange: TextRange;
  /** The name in `code`, without quotes or brackets. */
  readonly nameRange: TextRange;
  /** What of the file stands for a part of `code`. */
  readonly rangeOf: ValueRanges;
  /** The directive that holds the code; null for a file of its own. */
  readonly holder: ScriptHolder | null;
}

/** Where a config holds code: in a directive's block, or in one of its arguments. */
export interface ScriptHolder {
  readonly file: ConfigFile;
  readonly directive: Directive;
  /** 0 for a block. */
  readonly argument: number;
}

/** Where a declaration writes its zone's name; null where the module gives the name. */
export function declaredName(declaration: ZoneDeclaration): ArgumentName | null {
  const { kind, file, directive, name } = declaration;
  const { grammar } = kind;
  if (grammar.form === 'marker' || grammar.form === 'implicit') return null;
  if (grammar.form === 'sizeOnly') {
    const { nameArgument } = grammar;
    if (nameArgument === undefined || argumentValue(file.tree, directive, nameArgument) !== name) return null;
    return argumentName(file, directive, nameArgument, 0, name.length);
  }
  const prefix = 'prefix' in grammar ? grammar.prefix : 'namePrefix' in grammar ? (grammar.namePrefix ?? '') : '';
  const argument = argumentAt(file.tree, directive, declaration.argumentRange.start);
  return argumentName(file, directive, argument, prefix.length, prefix.length + name.length);
}

/** Where a declaration stands, for people: its name, or the directive where it writes none. */
export function declarationPlace(declaration: ZoneDeclaration): Place {
  const { file, directive } = declaration;
  return declaredName(declaration) ?? { path: file.path, range: argumentRange(file.tree, directive, 0) };
}

/**
 * Where a reference writes its zone's name. A reference in code whose directive's argument holds escapes is only known
 * to be somewhere in it, so there every place of the name in that code is given.
 */
export function referredNames(model: ZoneModel, reference: ZoneReference): WrittenName[] {
  const { path, range, name } = reference;
  const isScript = reference.forms.some(({ rule }) => rule.at.form === 'script');
  const file = model.config.files.get(path);
  const directive = file === undefined ? -1 : directiveAt(file.tree, range.start);
  if (!isScript) return file === undefined ? [] : namesInArgument(file, directive, reference);
  const script = model.scripts.files.get(path);
  const holder = file === undefined ? null : holderAt(file, directive, range);
  const language = reference.directive === 'js' ? 'js' : 'lua';
  if (file !== undefined && holder !== null) return namesInHolder(holder, reference);
  if (script === undefined) return [];
  const code = script.text;
  const codeRange = { start: 0, end: code.length };
  const nameRange = withoutLongBrackets(code, range, name);
  return [
    { form: 'script', path, range: nameRange, language, code, codeRange, nameRange, rangeOf: asItIs, holder: null },
  ];
}

const asItIs: ValueRanges = (start, end) => ({ start, end });

/** Where a reference writes its zone's name, as `referredNames` tells with more. */
export function referencePlaces(model: ZoneModel, reference: ZoneReference): readonly Place[] {
  const { path, range, name } = reference;
  const { config, scripts } = model;
  const isExact = (text: string | undefined): boolean => text?.slice(range.start, range.end) === name;
  // Mostly the range is the name's, and there are zones with thousands of references.
  if (isExact(config.files.get(path)?.tree.text) || isExact(scripts.files.get(path)?.text)) return [reference];
  return referredNames(model, reference);
}

function argumentName(
  file: ConfigFile,
  directive: Directive,
  argument: number,
  from: number,
  to: number,
): ArgumentName | null {
  if (argument < 1) return null;
  const range = createValueRanges(file.tree, directive, argument)(from, to);
  return { form: 'argument', path: file.path, range, file, directive, argument, from, to };
}

function namesInArgument(file: ConfigFile, directive: Directive, reference: ZoneReference): WrittenName[] {
  if (directive < 0) return [];
  const { name, range, forms } = reference;
  const argument = argumentAt(file.tree, directive, range.start);
  const value = argumentValue(file.tree, directive, argument);
  for (const { rule } of forms) {
    const { at } = rule;
    if (at.form === 'argument' && at.argument !== argument) continue;
    const prefix = at.form === 'keyed' ? at.prefix : '';
    if (!value.startsWith(prefix)) continue;
    const rest = value.slice(prefix.length);
    const isCut = at.form === 'keyed' && at.cutAtColon === true;
    if ((isCut ? (rest.split(':', 1)[0] ?? '') : rest) !== name) continue;
    const found = argumentName(file, directive, argument, prefix.length, prefix.length + name.length);
    return found === null ? [] : [found];
  }
  return [];
}

/** The code of a config that holds a range, whose innermost directive is given; null where it is in none. */
export function holderAt(file: ConfigFile, innermost: Directive, range: TextRange): ScriptHolder | null {
  const { tree } = file;
  // Code whose directive is no proper Lua block was parsed as directives.
  let directive = innermost;
  while (directive >= 0 && !isScriptDirective(directiveName(tree, directive))) directive = parentOf(tree, directive);
  if (directive < 0) return null;
  const content = blockContent(tree, directive);
  if (content !== null && content.start <= range.start) return { file, directive, argument: 0 };
  const argument = argumentAt(tree, directive, range.start);
  return argument < 1 ? null : { file, directive, argument };
}

function namesInHolder(holder: ScriptHolder, { name, range }: ZoneReference): ScriptName[] {
  const { file, directive, argument } = holder;
  const { tree, path } = file;
  const common = { form: 'script', path, language: 'lua', holder } as const;
  if (argument === 0) {
    const codeRange = blockContent(tree, directive) ?? range;
    const nameRange = withoutLongBrackets(tree.text, range, name);
    return [{ ...common, range: nameRange, code: tree.text, codeRange, nameRange, rangeOf: asItIs }];
  }
  const code = argumentValue(tree, directive, argument);
  const codeRange = { start: 0, end: code.length };
  const rangeOf = createValueRanges(tree, directive, argument);
  if (!hasEscapes(tree, directive, argument)) {
    const { start } = rangeOf(0, 0);
    const nameRange = withoutLongBrackets(code, { start: range.start - start, end: range.end - start }, name);
    return [{ ...common, range: rangeOf(nameRange.start, nameRange.end), code, codeRange, nameRange, rangeOf }];
  }
  return namesInCode(holder, code)
    .filter((one) => one.name === name)
    .map(({ range: written, nameRange }) => ({ ...common, range: written, code, codeRange, nameRange, rangeOf }));
}

/** Every zone's name in the code of an argument, with its range there and in the file. */
export function namesInCode(
  { file, directive, argument }: ScriptHolder,
  code: string,
): { readonly name: string; readonly nameRange: TextRange; readonly range: TextRange }[] {
  const rangeOf = createValueRanges(file.tree, directive, argument);
  return scanLua(code, { start: 0, end: code.length }).references.map(({ name, range }) => {
    const nameRange = withoutLongBrackets(code, range, name);
    return { name, nameRange, range: rangeOf(nameRange.start, nameRange.end) };
  });
}

/** `[[name]]` is told with the inner brackets. */
function withoutLongBrackets(code: string, range: TextRange, name: string): TextRange {
  if (code[range.start - 1] !== '[') return range;
  // As many signs before the name as behind it.
  const signs = (range.end - range.start - name.length) / 2;
  return { start: range.start + signs, end: range.end - signs };
}
