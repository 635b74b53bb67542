import { argumentValue } from '../config/tree';
import type { ZoneModel } from '../zones/zoneModel';
import { directiveAt } from './treePosition';
import { declaredName, holderAt, namesInCode, referredNames } from './writtenName';
import { touches, type ZoneTarget, zoneAt } from './zoneAt';

/** What `zoneAt` tells, with the exact range of a name, also where it stands among escapes. */
export function zoneNameAt(model: ZoneModel, path: string, offset: number): ZoneTarget | null {
  const target = zoneAt(model, path, offset);
  if (target === null || target.part === 'directive') return target;
  if (target.declaration !== null) {
    // Among escapes, name and size are told with one range, that of the whole argument.
    const name = declaredName(target.declaration);
    const isName = name !== null && (target.part === 'name' || touches(name.range, offset));
    return isName ? { ...target, part: 'name', range: name.range } : target;
  }
  const { reference } = target;
  // A script of a block that has no such zones names none.
  if (reference === null || reference.forms.length === 0) return null;
  const file = model.config.files.get(path);
  const holder =
    file === undefined ? null : holderAt(file, directiveAt(file.tree, reference.range.start), reference.range);
  if (holder === null || holder.argument === 0) {
    const [name] = referredNames(model, reference);
    return name === undefined ? target : { ...target, range: name.range };
  }
  const code = argumentValue(holder.file.tree, holder.directive, holder.argument);
  const meant = namesInCode(holder, code).find((one) => one.name === reference.name && touches(one.range, offset));
  return meant === undefined ? null : { ...target, range: meant.range };
}
