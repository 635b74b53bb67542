import type { ConfigFile } from '../config/configFiles';
import type { TextRange } from '../config/sourceText';
import { argumentCount, argumentRange, argumentValue, type Directive, directiveRange, parentOf } from '../config/tree';
import { t } from '../l10n';
import type { ZoneDeclaration } from '../zones/declarations';
import { formatBytes } from '../zones/sizeText';
import type { Zone } from '../zones/zone';
import type { Analysis } from './analysis';
import { shownName } from './shownPlace';
import { declarationPlace } from './writtenName';

/** A zone that a file declares, or a block around such zones. */
export interface ZoneSymbol {
  /** It stands for a block around zones, not for a zone. */
  readonly isBlock: boolean;
  /** Never empty. */
  readonly name: string;
  /** Directive and size of a zone; empty for a block. */
  readonly detail: string;
  /** The whole directive. */
  readonly range: TextRange;
  /** Its name, inside `range`. */
  readonly selectionRange: TextRange;
  readonly children: readonly ZoneSymbol[];
}

interface GrowingSymbol extends ZoneSymbol {
  readonly children: GrowingSymbol[];
}

/** Deeper blocks are left out; what they hold stands in the last one shown. */
const MOST_LEVELS = 16;

/** How many words of a block's head are shown (`upstream backend`, `location ~ \.php$`). */
const MOST_WORDS = 3;

/** The zones that a file declares, in the order of the text, in the blocks that hold them. */
export function documentSymbols({ model }: Analysis, path: string): readonly ZoneSymbol[] {
  const file = model.config.files.get(path);
  if (file === undefined) return [];
  const declarations = uniqueDeclarations(model.declarations.filter((one) => one.file.path === path));
  if (declarations.length === 0) return [];
  const zones = new Map<ZoneDeclaration, Zone>();
  for (const zone of model.zones) for (const declaration of zone.declarations) zones.set(declaration, zone);
  const top: GrowingSymbol[] = [];
  const blocks = new Map<Directive, Block>();
  for (const declaration of declarations) {
    const parent = blockOf(file, parentOf(file.tree, declaration.directive), blocks, top);
    (parent?.symbol.children ?? top).push(zoneSymbol(declaration, zones.get(declaration) ?? null));
  }
  return top;
}

/** In the order of the text; a file that is included twice declares its zones twice. */
function uniqueDeclarations(declarations: readonly ZoneDeclaration[]): ZoneDeclaration[] {
  const ordered = [...declarations].sort(
    (left, right) => left.directive - right.directive || left.nameRange.start - right.nameRange.start,
  );
  return ordered.filter((one, index) => {
    const last = ordered[index - 1];
    return last?.directive !== one.directive || last.nameRange.start !== one.nameRange.start;
  });
}

interface Block {
  readonly symbol: GrowingSymbol;
  readonly level: number;
}

/** The symbol of a block, made with those of the blocks around it; without recursion, for a hostile file nests deep. */
function blockOf(
  file: ConfigFile,
  directive: Directive,
  blocks: Map<Directive, Block>,
  top: GrowingSymbol[],
): Block | null {
  const missing: Directive[] = [];
  let at = directive;
  for (; at >= 0 && !blocks.has(at); at = parentOf(file.tree, at)) missing.push(at);
  let block = blocks.get(at) ?? null;
  for (const inner of missing.reverse()) {
    if (block === null || block.level < MOST_LEVELS) {
      const symbol = blockSymbol(file, inner);
      (block?.symbol.children ?? top).push(symbol);
      block = { symbol, level: (block?.level ?? 0) + 1 };
    }
    blocks.set(inner, block);
  }
  return block;
}

/** A block that holds zones has a name: in any other, words only look like directives. */
function blockSymbol({ tree }: ConfigFile, directive: Directive): GrowingSymbol {
  const words: string[] = [];
  for (let word = 0; word <= Math.min(argumentCount(tree, directive), MOST_WORDS); word++) {
    words.push(argumentValue(tree, directive, word));
  }
  return {
    isBlock: true,
    name: shownName(words.join(' ')),
    detail: '',
    range: directiveRange(tree, directive),
    selectionRange: argumentRange(tree, directive, 0),
    children: [],
  };
}

function zoneSymbol(declaration: ZoneDeclaration, zone: Zone | null): GrowingSymbol {
  const { range, name, kind } = declaration;
  const shown = shownName(name);
  return {
    isBlock: false,
    name: shown.trim() === '' ? t('zone without a name') : shown,
    detail: `${kind.directive ?? kind.module} ${shownSize(declaration, zone)}`,
    range,
    selectionRange: declarationPlace(declaration).range,
    children: [],
  };
}

/** The zone's size in words: that of the mapping, where it is known. */
export function shownSize(
  { sizeBytes, sizeState }: Pick<ZoneDeclaration, 'sizeBytes' | 'sizeState'>,
  zone: Zone | null,
): string {
  const bytes = zone?.sizeBytes ?? sizeBytes;
  if (bytes !== null) return formatBytes(bytes);
  return sizeState === 'templated' ? t('size from a template') : t('size unknown');
}
