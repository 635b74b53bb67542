/** What a directive says about zones without declaring or naming one. */
export type Circumstance =
  /** A module is loaded. */
  | { readonly type: 'module'; readonly path: string }
  /** Nginx runs as one process, or not. */
  | { readonly type: 'process'; readonly isSingle: boolean }
  /** A directive that brings a zone which nothing declares. */
  | { readonly type: 'directive'; readonly name: string }
  /** A directive has a variable in its value with which init of some zone takes more; see ZoneKind.growsWith. */
  | { readonly type: 'growth'; readonly name: string }
  /** A directive takes some zone by a name that variables or a template make. */
  | { readonly type: 'computed'; readonly name: string }
  /** A template puts whole directives into the config. */
  | { readonly type: 'placeholder' };

/** What a config says about the zones that are there without being declared, or take more than their rows say. */
export interface Circumstances {
  /** Arguments of load_module. */
  readonly modules: readonly string[];
  /** Directives that were met, of those that some kind asks for. */
  readonly directives: ReadonlySet<string>;
  /** `master_process off`: nginx makes no page for its own counters. */
  readonly isSingleProcess: boolean;
  /** Directives that were met with a variable in their value, of those with which some zone grows. */
  readonly growing: ReadonlySet<string>;
  /** Directives that take some zone by a name that variables or a template make. */
  readonly computedReferences: ReadonlySet<string>;
  readonly hasPlaceholders: boolean;
}

/** Sums up what was met, in the order in which nginx reads it. */
export function sumUpCircumstances(met: readonly Circumstance[]): Circumstances {
  const modules: string[] = [];
  const directives = new Set<string>();
  const growing = new Set<string>();
  const computedReferences = new Set<string>();
  let isSingleProcess = false;
  let hasPlaceholders = false;
  for (const one of met) {
    switch (one.type) {
      case 'module':
        modules.push(one.path);
        break;
      case 'process':
        isSingleProcess = one.isSingle;
        break;
      case 'directive':
        directives.add(one.name);
        break;
      case 'growth':
        growing.add(one.name);
        break;
      case 'computed':
        computedReferences.add(one.name);
        break;
      case 'placeholder':
        hasPlaceholders = true;
        break;
    }
  }
  return { modules, directives, isSingleProcess, growing, computedReferences, hasPlaceholders };
}
