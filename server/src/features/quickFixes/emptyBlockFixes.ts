import type { ConfigFile } from '../../config/configFiles';
import { argumentCount, argumentRange, blockContent, blockRange, type Directive } from '../../config/tree';
import { t } from '../../l10n';
import type { ZoneKind } from '../../zones/zoneKind';
import type { Problem } from '../diagnostics/problem';
import { fixOf, type QuickFix } from './quickFix';

/** How many arguments a directive takes. */
type ArgumentCounts = NonNullable<ZoneKind['argumentCount']>;

/** `lua_shared_dict dogs 10m { }`: the block goes, where nothing stands in it. */
export function emptyBlockFixes(
  problem: Problem,
  file: ConfigFile,
  directive: Directive,
  counts: ArgumentCounts | null,
): QuickFix[] {
  const count = argumentCount(file.tree, directive);
  // Without the block, that would be the next mistake.
  if (counts !== null && (count < counts.minimum || count > counts.maximum)) return [];
  const content = blockContent(file.tree, directive);
  const block = blockRange(file.tree, directive);
  if (content === null || block === null || file.tree.text.slice(content.start, content.end).trim() !== '') return [];
  const { end: headEnd } = argumentRange(file.tree, directive, count);
  // A comment may stand between the arguments and the brace.
  const start = file.tree.text.slice(headEnd, block.start).trim() === '' ? headEnd : block.start;
  const range = { start, end: block.end };
  return fixOf(problem, t('Write ";" in place of the block'), [{ path: file.path, range, newText: ';' }], true);
}
