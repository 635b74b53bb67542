import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Pages in which the checker runs now: it tries styles of its own, which the page's policy forbids. */
export const underCheck = new WeakSet<Page>();

/**
 * What an automated checker finds wrong with the page: a line for each element, none where all is well.
 *
 * @param without rules that do not apply
 */
export async function accessibilityProblems(page: Page, without: readonly string[] = []): Promise<string[]> {
  underCheck.add(page);
  try {
    const before = await page.evaluate(() => (globalThis as unknown as { violations: string[] }).violations.length);
    await page.evaluate(SOURCE);
    const problems = await problemsOf(page, without);
    await page.evaluate((count) => {
      (globalThis as unknown as { violations: string[] }).violations.length = count;
    }, before);
    return problems;
  } finally {
    underCheck.delete(page);
  }
}

/** The same of a page within a page, once: what the checker leaves there goes with it. */
export async function frameProblems(frame: Frame, without: readonly string[] = []): Promise<string[]> {
  await frame.evaluate(SOURCE);
  return problemsOf(frame, without);
}

async function problemsOf(place: Page | Frame, without: readonly string[]): Promise<string[]> {
  const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
  const options = { runOnly: { type: 'tag', values: RULES }, rules, resultTypes: ['violations'] };
  const results = await place.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 200)}: ${failureSummary ?? ''}`),
  );
}
