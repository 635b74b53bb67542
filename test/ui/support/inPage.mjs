// What runs inside the page. Plain JavaScript: the project's TypeScript knows no DOM.

/**
 * Where `text` is drawn in the active editor, in pixels of the page, or null where it is not drawn (too far down, say).
 * Of several places the topmost one counts.
 */
export function boxOfText(text) {
  const editor = document.querySelector('.editor-group-container.active .editor-instance .monaco-editor');
  const lines = [...(editor?.querySelectorAll('.view-line') ?? [])];
  const boxes = [];
  for (const line of lines) {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    const pieces = [];
    let length = 0;
    while (walker.nextNode()) {
      pieces.push({ node: walker.currentNode, start: length });
      length += walker.currentNode.data.length;
    }
    // VS Code draws spaces as no-break spaces.
    const content = pieces.map(({ node }) => node.data.replaceAll('\u00a0', ' ')).join('');
    const start = content.indexOf(text);
    if (start < 0) continue;
    const at = (offset) => pieces.findLast((piece) => piece.start <= offset);
    const first = at(start);
    const last = at(start + text.length - 1);
    const range = document.createRange();
    range.setStart(first.node, start - first.start);
    range.setEnd(last.node, start + text.length - last.start);
    const { x, y, width, height } = range.getBoundingClientRect();
    boxes.push({ x, y, width, height });
  }
  return boxes.sort((one, other) => one.y - other.y)[0] ?? null;
}
