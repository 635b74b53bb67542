import { posix } from 'node:path';
import type { ZoneKind } from '../../zones/zoneKind';

/** By which most configs count: short, and the client can't choose it. */
export const TYPICAL_KEY = '$binary_remote_addr';

const TYPICAL_RATE = '10r/s';

/** There on every Linux host; nginx makes one folder in it, but not one in one. */
const CACHE_FOLDER = '/var/cache';

/** What a new declaration is made of. */
export interface NewZone {
  readonly name: string;
  readonly sizeText: string;
  /** Path of a declaration of the same kind, beside which a new one may lie; null where there is none. */
  readonly siblingPath: string | null;
}

/**
 * A directive that declares a zone, with no more than it needs, out of the syntax as the catalogue has it.
 *
 * @returns null where the syntax asks for something that only its author knows
 */
export function declarationText({ syntax }: ZoneKind, { name, sizeText, siblingPath }: NewZone): string | null {
  const needed = withoutOptions(syntax.replace(/;.*$/s, ''));
  if (needed === '' || /[|{}[\]]|\.\.\./.test(needed)) return null;
  let isComplete = true;
  const filled = needed.replace(/\$?[A-Z]{2}[A-Z_]*|\$[a-z_]+/g, (placeholder) => {
    switch (placeholder) {
      case 'NAME':
        return name;
      case 'SIZE':
        return sizeText;
      case 'KEY':
      case '$VARIABLE':
      case '$variable':
        return TYPICAL_KEY;
      case 'RATE':
        return TYPICAL_RATE;
      case 'PATH':
        return pathFor(name, siblingPath);
      default:
        isComplete = false;
        return placeholder;
    }
  });
  return isComplete ? `${filled};` : null;
}

/** Without what stands in brackets, which may stand in brackets. */
function withoutOptions(syntax: string): string {
  let text = syntax;
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(/ ?\[[^[\]]*\]/g, '');
  }
  return text.trim();
}

function pathFor(name: string, siblingPath: string | null): string {
  if (siblingPath === null) return `${CACHE_FOLDER}/nginx-${name}`;
  return posix.join(posix.dirname(siblingPath), name);
}
