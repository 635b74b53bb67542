/** Longer than anything takes that VS Code does in its own time. */
const DEFAULT_TIMEOUT_MS = 15_000;

/**
 * Asks again and again until the answer is neither undefined, null nor false, and gives it.
 *
 * @throws after 15 seconds, with `what` in the message and the last answer or error.
 */
export async function until<Answer>(
  what: string,
  ask: () => Answer | Promise<Answer>,
  timeoutMs = DEFAULT_TIMEOUT_MS,
): Promise<NonNullable<Exclude<Answer, false>>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    let last: unknown;
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== null && answer !== false) {
        return answer as NonNullable<Exclude<Answer, false>>;
      }
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}; at last: ${String(last)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
