import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly help: string;
    readonly nodes: readonly { readonly target: readonly unknown[] }[];
  }[];
}

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Runs in the page: every rule but those whose findings axe calls minor or moderate, which nobody asked for and which
 * take a seventh of the time. What passes is not listed: that took longer than the rules.
 */
const RUN = `axe.run({
  resultTypes: ['violations'],
  rules: Object.fromEntries(
    axe._audit.rules
      .filter(({ impact }) => impact === 'minor' || impact === 'moderate')
      .map(({ id }) => [id, { enabled: false }]),
  ),
})`;

/**
 * Serious and critical accessibility violations of the page as shown now, one line each.
 * axe is evaluated in the page: @axe-core/playwright would open a second page, which Electron refuses.
 */
export async function seriousViolations(page: Page): Promise<string[]> {
  // What fades in or out has less contrast with every frame; without motion it is there or not.
  const moves = await page.evaluate(() => !matchMedia('(prefers-reduced-motion: reduce)').matches);
  if (moves) await page.emulateMedia({ reducedMotion: 'reduce' });
  await expect(page.locator('[data-sonner-toast][data-removed="true"]')).toHaveCount(0);
  // A theme that was just chosen has not reached every colour yet.
  await page.waitForFunction(() => !document.getAnimations().some((each) => each instanceof CSSTransition));
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(source);
  const { violations } = (await page.evaluate(RUN)) as AxeResult;
  if (moves) await page.emulateMedia({ reducedMotion: null });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(' ')).join(', ')})`,
    );
}
