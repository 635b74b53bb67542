import type { Analysis } from '../../../../server/src/features/analysis';
import type { Diagnosis } from '../../../../server/src/features/diagnostics/diagnose';
import type { ZoneDeclaration, ZoneDirective } from '../../../../server/src/zones/declarations';
import type { ReferenceForm, ZoneReference } from '../../../../server/src/zones/references';
import type { ZoneConflict } from '../../../../server/src/zones/zoneList';
import type { ZoneModel } from '../../../../server/src/zones/zoneModel';
import type { ZoneUse } from '../../../../server/src/zones/zoneUse';

/** Everything that a model says, as plain values: equal for two models exactly where they say the same. */
export function plainModel(model: ZoneModel): Record<string, unknown> {
  return {
    files: [...model.config.files.keys()],
    zones: model.zones.map((zone) => ({
      ...zone,
      kind: zone.kind.id,
      declarations: zone.declarations.map(plainDeclaration),
      references: zone.references.map(plainReference),
    })),
    directives: model.directives.map(plainDirective),
    declarations: model.declarations.map(plainDeclaration),
    uses: model.uses.map(plainUse),
    references: model.references.map(plainReference),
    conflicts: model.conflicts.map(plainConflict),
    scripts: {
      references: model.scripts.references.map((one) => [plainReference(one), one.language, one.subsystem]),
      files: [...model.scripts.files].map(([path, file]) => [path, file.path, file.text, [...file.lineStarts]]),
      strings: [...new Set(model.scripts.strings.flatMap((strings) => [...strings]))],
      isIncomplete: model.scripts.isIncomplete,
    },
    computedReferences: [...model.computedReferences],
    hasPlaceholders: model.hasPlaceholders,
    readings: model.readings.map(({ file, base, block }) => [file.path, base, block]),
  };
}

/** Figures in the order of the zones. */
export function plainFigures({ model, figures }: Analysis): unknown[] {
  return model.zones.map((zone) => figures.get(zone) ?? null);
}

export function plainDiagnosis({ problemsByFile }: Diagnosis): unknown[] {
  return [...problemsByFile];
}

function plainDeclaration(declaration: ZoneDeclaration): unknown {
  const { kind, file, ...rest } = declaration;
  return { ...rest, kind: kind.id, file: file.path };
}

function plainDirective({ kind, file, directive, context, block, zones, overridden, isOff }: ZoneDirective): unknown {
  const declared = [zones.map(plainDeclaration), overridden.map(plainDeclaration)];
  return [kind.id, file.path, directive, context, block, declared, isOff];
}

function plainUse({ file, directive, name, context, block, forms, named, isMisplaced }: ZoneUse): unknown {
  const names = named.map((one) => [one.name, one.range]);
  return [file.path, directive, name, context, block, plainForms(forms), names, isMisplaced];
}

function plainForms(forms: readonly ReferenceForm[]): unknown {
  return forms.map(({ kind, rule }) => [kind.id, kind.references.indexOf(rule)]);
}

function plainReference({ name, range, path, directive, forms }: ZoneReference): unknown {
  return [name, range, path, directive, plainForms(forms)];
}

function plainPlace(place: ZoneDeclaration | ZoneReference): unknown {
  return 'kind' in place ? plainDeclaration(place) : plainReference(place);
}

function plainConflict(conflict: ZoneConflict): unknown {
  const { type } = conflict;
  if (type === 'undeclared') return [type, plainPlace(conflict.at)];
  if (type === 'use') {
    const { first } = conflict;
    return [type, plainPlace(conflict.at), 'grammar' in first ? first.id : plainPlace(first)];
  }
  const { declaration, first } = conflict;
  const sizes = type === 'size' ? [conflict.sizeBytes, conflict.firstBytes] : [];
  return [type, plainDeclaration(declaration), plainDeclaration(first), sizes];
}
