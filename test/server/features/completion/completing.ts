import type { Completion } from '../../../../server/src/features/completion/completion';
import { completions } from '../../../../server/src/features/completion/completions';
import { type Cursor, type CursorSetup, withCursor, withCursorInHttp } from '../cursor';

export interface Completed extends Cursor {
  readonly items: readonly Completion[];
}

/** What is offered at a `|` in the root's text or a further file. */
export function completeAt(text: string, setup: CursorSetup = {}, trigger: string | null = null): Completed {
  return completed(withCursor(text, setup), trigger);
}

/** The same with what stands in the http block. */
export function completeInHttp(text: string, setup: CursorSetup = {}, trigger: string | null = null): Completed {
  return completed(withCursorInHttp(text, setup), trigger);
}

function completed(cursor: Cursor, trigger: string | null): Completed {
  return { ...cursor, items: completions(cursor.analysis, cursor.path, cursor.offset, trigger) };
}

/** Labels in the order in which an editor shows them. */
export function labels({ items }: Completed): string[] {
  return sorted(items).map(({ label }) => label);
}

/** Labels of a kind, in order. */
export function labelsOf(kind: Completion['kind'], { items }: Completed): string[] {
  return sorted(items.filter((item) => item.kind === kind)).map(({ label }) => label);
}

function sorted(items: readonly Completion[]): Completion[] {
  return [...items].sort((left, right) =>
    left.sortText < right.sortText ? -1 : left.sortText > right.sortText ? 1 : 0,
  );
}

/** The only completion of a label. */
export function itemNamed({ items }: Completed, label: string): Completion {
  const found = items.filter((item) => item.label === label);
  const [item] = found;
  if (item === undefined || found.length > 1) throw new Error(`${found.length} completions ${label}`);
  return item;
}

/** The text after a completion was taken, with the defaults of its tab stops. */
export function textWith(done: Completed, label: string): string {
  const { insertText, isSnippet, replace } = itemNamed(done, label);
  const inserted = isSnippet ? expandSnippet(insertText) : insertText;
  return done.text.slice(0, replace.start) + inserted + done.text.slice(replace.end);
}

/** The line that holds the cursor, after a completion was taken. */
export function lineWith(done: Completed, label: string): string {
  const text = textWith(done, label);
  const start = done.text.lastIndexOf('\n', done.offset - 1) + 1;
  const end = text.indexOf('\n', start);
  return text.slice(start, end === -1 ? text.length : end).trim();
}

/** What VS Code puts in for a snippet before anything is typed; its grammar, of what we use of it. */
export function expandSnippet(snippet: string): string {
  let text = '';
  for (let at = 0; at < snippet.length; ) {
    const stop = /^\$(?:\d|\{(\d+)(?::((?:[^\\}$]|\\.)*)|\|((?:[^\\|]|\\.)*)\|)?\})/.exec(snippet.slice(at));
    if (stop !== null) {
      const [whole, , placeholder, choices] = stop;
      const chosen = choices?.match(/^(?:[^\\,]|\\.)*/)?.[0].replace(/\\([\\,|])/g, '$1');
      text += chosen ?? (placeholder ?? '').replace(/\\([\\$}])/g, '$1');
      at += whole.length;
    } else if (snippet[at] === '\\' && /[\\$}]/.test(snippet[at + 1] ?? '')) {
      text += snippet[at + 1];
      at += 2;
    } else {
      if (snippet[at] === '$') throw new Error(`a bare "$" in ${snippet}`);
      text += snippet[at++];
    }
  }
  return text;
}
