import { setTimeout as delay } from 'node:timers/promises';
import { expect } from './window.mjs';

/** Waits for Claude Code's prompt in the console that is shown, which comes without a question; types one. */
export async function typePrompt(page, prompt) {
  const screen = page.locator('.xterm-rows');
  await expect(screen).toContainText('bypass permissions on', { timeout: 90_000 });
  await page.getByRole('textbox', { name: 'Terminal input' }).focus();
  await page.keyboard.type(prompt);
  await expect(screen).toContainText(prompt);
  // Claude Code's mascot jumps at first.
  await delay(3_000);
  // The network of the pictures has none of the hosts that Claude Code asks at its start.
  const notice = page.getByRole('button', { name: 'Dismiss', exact: true });
  if (await notice.isVisible()) await notice.click();
}
