import { argumentValue } from '../../config/tree';
import { lengthBytes, type ZoneDeclaration } from '../../zones/declarations';

/** What nginx would print, with the placeholders of the catalogue's template filled in. */
export function nginxMessage(
  template: string,
  declaration: ZoneDeclaration,
  pageSizeBytes: number,
  more: { readonly parameter?: string; readonly first?: ZoneDeclaration } = {},
): string {
  const { kind, file, directive } = declaration;
  const bound = more.first ?? declaration;
  const values: Readonly<Record<string, string>> = {
    argument: declaration.argumentText,
    name: declaration.name,
    size: declaration.sizeText ?? '',
    directive: argumentValue(file.tree, directive, 0),
    key: argumentValue(bound.file.tree, bound.directive, 1),
    minimumBytes: kind.size.minimum === null ? '' : String(lengthBytes(kind.size.minimum, pageSizeBytes)),
    parameter: more.parameter ?? '',
  };
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  );
}
