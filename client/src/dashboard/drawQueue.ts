/** So long charts are drawn in one frame; what is left comes with the next, so that no frame is a long one. */
const DRAWING_MS = 6;

/** What is to be drawn, by whose it is: the first that came stands first. */
const due = new Map<object, () => void>();

let isScheduled = false;

/** Draws with one of the next frames. What its owner wanted drawn before, and was not drawn yet, is not drawn at all. */
export function drawSoon(owner: object, draw: () => void): void {
  due.set(owner, draw);
  schedule();
}

/** What this owner wanted drawn is not drawn any more. */
export function drawNever(owner: object): void {
  due.delete(owner);
}

function schedule(): void {
  if (isScheduled || due.size === 0) return;
  isScheduled = true;
  requestAnimationFrame(() => {
    isScheduled = false;
    try {
      drawUntil(performance.now() + DRAWING_MS);
    } finally {
      schedule();
    }
  });
}

function drawUntil(endMs: number): void {
  for (const [owner, draw] of due) {
    due.delete(owner);
    draw();
    if (performance.now() >= endMs) return;
  }
}
