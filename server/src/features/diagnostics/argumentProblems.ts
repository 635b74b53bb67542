import { argumentCount, argumentRange, argumentValue, hasBlock, isTemplated } from '../../config/tree';
import type { ZoneDeclaration } from '../../zones/declarations';
import { isAllowedIn } from '../../zones/kindChoice';
import type { Analysis } from '../analysis';
import { certaintyOf, refusal } from './certainty';
import { nginxMessage } from './nginxMessage';
import type { Problem, ZoneProblemCode } from './problem';

/** What is wrong with a zone directive besides its size: where it stands, how many arguments it has and which. */
export function argumentProblems(analysis: Analysis): Problem[] {
  const { seesContexts } = certaintyOf(analysis.model);
  const { pageSizeBytes } = analysis.host;
  return analysis.model.declarations.flatMap((declaration) => {
    if (hasTemplatedArgument(declaration)) return [];
    if (seesContexts && !isAllowedIn(declaration.kind, declaration.context)) return [notAllowedHere(declaration)];
    return (
      wrongForm(declaration) ?? [
        ...zoneMissing(declaration, pageSizeBytes),
        ...nameEmpty(declaration, pageSizeBytes),
        ...unknownParameters(declaration, pageSizeBytes),
      ]
    );
  });
}

function hasTemplatedArgument({ file, directive }: ZoneDeclaration): boolean {
  for (let argument = 1; argument <= argumentCount(file.tree, directive); argument++) {
    if (isTemplated(file.tree, directive, argument)) return true;
  }
  return false;
}

function problemAt(declaration: ZoneDeclaration, code: ZoneProblemCode, message: string, argument: number): Problem {
  const { file, directive, kind } = declaration;
  const range = argumentRange(file.tree, directive, argument);
  return { code, severity: refusal(kind), message, path: file.path, range, related: [] };
}

function notAllowedHere(declaration: ZoneDeclaration): Problem {
  const name = argumentValue(declaration.file.tree, declaration.directive, 0);
  const places = declaration.kind.contexts.map((context) => context.replace('/', ' > ')).join(', ');
  const message = `"${name}" directive is not allowed here. It belongs in: ${places}.`;
  return problemAt(declaration, 'zone-not-allowed-here', message, 0);
}

/** A wrong number of arguments or a block; nginx looks at nothing else then. */
function wrongForm(declaration: ZoneDeclaration): Problem[] | null {
  const { file, directive, kind } = declaration;
  const name = argumentValue(file.tree, directive, 0);
  const takesBlock = kind.syntax.includes('{');
  if (hasBlock(file.tree, directive) && !takesBlock) {
    const message = `directive "${name}" is not terminated by ";".`;
    return [problemAt(declaration, 'zone-argument-invalid', message, 0)];
  }
  if (kind.argumentCount === null) return null;
  const count = argumentCount(file.tree, directive);
  if (count >= kind.argumentCount.minimum && count <= kind.argumentCount.maximum) return null;
  const message = `invalid number of arguments in "${name}" directive. It is written: ${kind.syntax}`;
  return [problemAt(declaration, 'zone-argument-invalid', message, 0)];
}

function zoneMissing(declaration: ZoneDeclaration, pageSizeBytes: number): Problem[] {
  if (!declaration.isZoneMissing) return [];
  const { kind } = declaration;
  const says = nginxMessage(kind.messages.missingZone ?? 'no zone is named', declaration, pageSizeBytes);
  return [problemAt(declaration, 'zone-missing', `${says}. It is written: ${kind.syntax}`, 0)];
}

function nameEmpty(declaration: ZoneDeclaration, pageSizeBytes: number): Problem[] {
  const { kind, name, isZoneMissing, file, argumentRange: range } = declaration;
  const template = kind.messages.emptyName;
  if (name !== '' || isZoneMissing || template === undefined) return [];
  const message = `${nginxMessage(template, declaration, pageSizeBytes)}. The zone needs a name.`;
  return [{ code: 'zone-name-empty', severity: refusal(kind), message, path: file.path, range, related: [] }];
}

function unknownParameters(declaration: ZoneDeclaration, pageSizeBytes: number): Problem[] {
  const { kind, file, directive } = declaration;
  const { knownParameters, messages } = kind;
  if (knownParameters === undefined || messages.unknownParameter === undefined) return [];
  const template = messages.unknownParameter;
  const problems: Problem[] = [];
  for (
    let argument = hasFreeFirstArgument(declaration) ? 2 : 1;
    argument <= argumentCount(file.tree, directive);
    argument++
  ) {
    const parameter = argumentValue(file.tree, directive, argument);
    const isKnown = knownParameters.some((known) =>
      /[=:]$/.test(known) ? parameter.startsWith(known) : parameter === known,
    );
    if (isKnown) continue;
    const message = `${nginxMessage(template, declaration, pageSizeBytes, { parameter })}.`;
    problems.push(problemAt(declaration, 'zone-argument-invalid', message, argument));
  }
  return problems;
}

/** The first argument is a key or a path, not a parameter. */
function hasFreeFirstArgument({ kind }: ZoneDeclaration): boolean {
  return kind.entry?.keyArgument === 1 || (kind.directive?.endsWith('_path') ?? false);
}
