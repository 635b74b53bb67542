import type { Analysis } from '../analysis';
import { includeHover } from './includeHover';
import { type Hover, zoneHover } from './zoneHover';

/**
 * What is shown where the pointer rests: about a zone, or about what an include brings in.
 *
 * @param path of a file or script of the analysis
 * @param offset into its text; a range's end belongs to it
 * @param nowMs time that the age of live figures is told for, in milliseconds since 1970
 * @param uri of a document of the config, for a link to its dashboard; null for none
 */
export function hover(
  analysis: Analysis,
  path: string,
  offset: number,
  nowMs: number,
  uri: string | null = null,
): Hover | null {
  return zoneHover(analysis, path, offset, nowMs, uri) ?? includeHover(analysis, path, offset);
}
