import { implicitZoneKinds, zoneKinds, zoneKindsByDirective } from './catalogue';
import { referenceForms } from './references';
import { isScriptDirective } from './scriptSteps';

/** Forms of reference by directive. */
export const FORMS = referenceForms(zoneKinds);

/** Directives that say something about zones without naming one. */
const CIRCUMSTANCES = new Set(['load_module', 'master_process']);

/** Directives with which init of some zone takes more than its row says. */
export const GROWTH_DIRECTIVES: ReadonlySet<string> = new Set(zoneKinds.flatMap((kind) => kind.growsWith ?? []));

/** Directives that bring a zone which nothing declares. */
export const IMPLICIT_DIRECTIVES: ReadonlySet<string> = new Set(
  implicitZoneKinds.flatMap((kind) => kind.implicitWhen?.directives ?? []),
);

const KNOWN_DIRECTIVES = new Set([
  ...zoneKindsByDirective.keys(),
  ...FORMS.keys(),
  ...CIRCUMSTANCES,
  ...IMPLICIT_DIRECTIVES,
  ...GROWTH_DIRECTIVES,
]);

/** No directive starts so: a template puts something here, which may be any number of directives. */
const PLACEHOLDER = /^[$@%<{_]/;

/** The name stands for directives that a template puts in its place. */
export function isPlaceholderName(name: string): boolean {
  return PLACEHOLDER.test(name);
}

/** Directives that the model has to see; the others of a config are never looked at again. */
export function isZoneDirective(name: string): boolean {
  return KNOWN_DIRECTIVES.has(name) || isScriptDirective(name) || isPlaceholderName(name);
}
