import { argumentValue, type ConfigTree, type Directive } from '../../config/tree';
import { lengthBytes, type PlacedKind, type ZoneDeclaration } from '../../zones/declarations';

/** What the placeholders of a message stand for. */
export interface MessageValues {
  readonly argument?: string;
  readonly name?: string;
  readonly size?: string;
  readonly directive?: string;
  readonly key?: string;
  readonly minimumBytes?: string;
  readonly parameter?: string;
}

/** Fills in the placeholders of a message of the catalogue; one without a value is left as it is. */
export function fillMessage(template: string, values: MessageValues): string {
  const known: Readonly<Record<string, string | undefined>> = { ...values };
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(known, name) ? (known[name] ?? whole) : whole,
  );
}

/** Values for messages about a directive of the catalogue. */
export function directiveValues({ kind, file, directive }: PlacedKind, pageSizeBytes: number): MessageValues {
  return {
    ...namedValues(file.tree, directive),
    minimumBytes: kind.size.minimum === null ? '' : String(lengthBytes(kind.size.minimum, pageSizeBytes)),
  };
}

/** Values for messages about any directive. */
export function namedValues(tree: ConfigTree, directive: Directive): MessageValues {
  return { directive: argumentValue(tree, directive, 0), key: argumentValue(tree, directive, 1) };
}

/** Values for messages about a zone that a directive declares. */
export function declarationValues(declaration: ZoneDeclaration, pageSizeBytes: number): MessageValues {
  return {
    ...directiveValues(declaration, pageSizeBytes),
    argument: declaration.argumentText,
    name: declaration.name,
    size: declaration.sizeText ?? '',
  };
}
