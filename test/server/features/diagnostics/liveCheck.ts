import { diagnoseLive } from '../../../../server/src/features/diagnostics/liveProblems';
import type { Problem } from '../../../../server/src/features/diagnostics/problem';
import type { LiveZone } from '../../../../server/src/shared/liveSample';
import type { LiveView } from '../../../../server/src/shared/liveView';
import type { ModelSetup } from '../../zones/modelOf';
import { withCursorInHttp } from '../cursor';
import { attached, liveView, type ViewSetup } from '../support/liveView';
import { codes } from './check';

/** What the running server tells of a text in an http block. */
export function liveProblems(text: string, live: LiveView, setup: ModelSetup = {}): Problem[] {
  const { analysis } = withCursorInHttp(`|${text}`, setup);
  return [...diagnoseLive(attached(analysis, live)).problemsByFile.values()].flat();
}

/** Codes of what is found in a text while some zones run. */
export function codesOf(text: string, zones: readonly LiveZone[], setup: ViewSetup = {}): string[] {
  return codes(liveProblems(text, liveView(zones, setup)));
}
