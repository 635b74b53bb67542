import type { ConfigFile } from '../config/configFiles';
import type { FileEdit } from '../config/fileEdit';
import { blockContent, type Directive, hasBlock } from '../config/tree';
import type { DirectiveMeaning } from './directiveMeaning';
import { movedBlock, type OpenBlock } from './openBlocks';
import type { ScriptUses } from './scriptScan';

/** What a reading found at the file's marked directives, by their place among them. */
export interface ReadDirectives {
  /** The block that each stands in. */
  readonly insides: readonly OpenBlock[];
  /** What each means there. */
  readonly meanings: readonly DirectiveMeaning[];
  /** What the code in a directive's block does. */
  readonly code: ReadonlyMap<number, ScriptUses>;
}

/** A reading of an older version of a file. */
export interface OlderReading {
  readonly read: ReadDirectives;
  /** How the version that is to be read came out of the older one. */
  readonly edit: FileEdit;
}

/** What is known of a file's marked directives, by their place among them; undefined where they are to be read. */
export interface KnownDirectives {
  readonly insideAt: (place: number) => OpenBlock | undefined;
  readonly meaningAt: (place: number) => DirectiveMeaning | undefined;
  readonly codeAt: (place: number) => ScriptUses | undefined;
}

const unknown = (): undefined => undefined;

/**
 * Looks up in an older version's reading what its edit left as it was.
 *
 * @param reading name of the reading
 */
export function createKnownDirectives(
  older: OlderReading | null,
  { tree, marked }: ConfigFile,
  reading: string,
): KnownDirectives {
  if (older === null) return { insideAt: unknown, meaningAt: unknown, codeAt: unknown };
  const { read, edit } = older;
  const { before, sameDirectives, movedFrom, movedTo } = edit;
  // Directives are marked for their names, so from the end of both versions on the marked ones are the same too.
  const placesAdded = marked.length - before.marked.length;
  const olderPlace = (place: number): number => {
    const directive = marked[place] ?? 0;
    if (directive < sameDirectives) return place;
    return directive >= movedTo ? place - placesAdded : -1;
  };
  let was: OpenBlock | undefined;
  let is: OpenBlock | undefined;
  return {
    insideAt: (place) => {
      const inside = read.insides[olderPlace(place)];
      // What a directive stands in is the same or has moved, as it did itself.
      if (inside === undefined || inside.directive < movedFrom || movedFrom === movedTo) return inside;
      if (inside !== was) {
        was = inside;
        is = movedBlock(inside, reading, movedTo - movedFrom);
      }
      return is;
    },
    meaningAt: (place) => {
      const meaning = read.meanings[olderPlace(place)];
      // The end of a directive with a block, which a declaration goes up to, may have moved by itself.
      const hasMoved = meaning !== undefined && meaning.declares !== null && hasBlock(tree, marked[place] ?? 0);
      return hasMoved ? undefined : meaning;
    },
    codeAt: (place) => {
      const known = olderPlace(place);
      const isSame = known >= 0 && isCodeSame(edit, before.marked[known] ?? 0, marked[place] ?? 0);
      return isSame ? read.code.get(known) : undefined;
    },
  };
}

/** The block of a directive that is there in both versions was not touched. */
function isCodeSame({ before, after, change }: FileEdit, was: Directive, is: Directive): boolean {
  const old = blockContent(before.tree, was);
  const now = blockContent(after.tree, is);
  if (old === null || now === null || old.end - old.start !== now.end - now.start) return false;
  return change.end <= old.start || change.start >= old.end;
}
