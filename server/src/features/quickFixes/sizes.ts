import { lengthBytes, type ZoneDeclaration } from '../../zones/declarations';
import { parseSizeText } from '../../zones/sizeText';
import type { Zone } from '../../zones/zone';
import type { ZoneKind } from '../../zones/zoneKind';
import type { Analysis } from '../analysis';
import { ADDRESS_SPACE_BYTES, sizeTextFor, smallestWorkingSize } from '../sizing';
import { writeSize } from './edits';
import type { FixEdit } from './quickFix';

/** A size that nginx takes for a zone, and with which the zone starts. */
export interface WorkingSize {
  readonly bytes: number;
  readonly text: string;
}

const MEGABYTE = 1024 ** 2;

/** The next size in whole pages that works and is at least as large; null where there is none that can be written. */
export function workingSize(analysis: Analysis, zone: Zone, wantedBytes: number): WorkingSize | null {
  const { pageSizeBytes } = analysis.host;
  const { kind } = zone;
  const wholePages = Math.ceil(wantedBytes / pageSizeBytes) * pageSizeBytes;
  const bytes = Math.max(wholePages, leastBytes(analysis, zone));
  return bytes >= ADDRESS_SPACE_BYTES ? null : sizeAsWritten(kind, bytes);
}

/** Exactly this size as the directive takes it; null where it takes no size in bytes. */
export function sizeAsWritten(kind: ZoneKind, bytes: number): WorkingSize | null {
  const { parser } = kind.size;
  const text = sizeTextFor(bytes, kind);
  if (text === null || (parser !== 'unknown' && parseSizeText(text, parser) !== bytes)) return null;
  return { bytes, text };
}

/** The least size that works as far as that is known, in bytes. */
export function leastBytes(analysis: Analysis, zone: Zone): number {
  const { pageSizeBytes } = analysis.host;
  const { minimum } = zone.kind.size;
  const minimumBytes = minimum === null ? pageSizeBytes : lengthBytes(minimum, pageSizeBytes);
  return smallestWorkingSize(analysis, zone) ?? Math.ceil(minimumBytes / pageSizeBytes) * pageSizeBytes;
}

/**
 * A size to begin with where nobody has said one: what most examples have, which costs no more RAM than its contents.
 * Zones that hold something from the beginning, and hardly more later (the servers of an upstream), get less.
 */
export function firstSize(analysis: Analysis, zone: Zone): WorkingSize | null {
  if (zone.kind.initialModel === undefined) return workingSize(analysis, zone, 10 * MEGABYTE);
  const bytes = Math.max(64 * 1024, leastBytes(analysis, zone));
  return workingSize(analysis, zone, 2 ** Math.ceil(Math.log2(bytes)));
}

/** A zone as it would be; its size does not matter to those who ask. */
export function zoneToBe(kind: ZoneKind, name: string, declarations: readonly ZoneDeclaration[] = []): Zone {
  return { name, kind, declarations, references: [], isImplicit: false, sizeBytes: null, growsUnseen: false };
}

/** Gives a zone another size: all declarations that give it the one that it has. */
export function resizeZone({ declarations, sizeBytes }: Zone, sizeText: string): (FixEdit | null)[] {
  return declarations
    .filter((one) => one.sizeText !== null && one.sizeBytes !== null && one.sizeBytes === sizeBytes)
    .map((one) => writeSize(one, sizeText));
}
