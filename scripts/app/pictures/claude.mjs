import { setTimeout as delay } from 'node:timers/promises';
import { expect } from '@playwright/test';

/**
 * Questions of Claude Code at its first start, and the keys that answer them: to use the agent's key, and to trust the
 * workspace. The default answer is "no" for both.
 */
const questions = [
  { asks: 'Choose the text style', keys: () => ['Enter'] },
  {
    asks: 'Do you want to use this API key?',
    keys: (text) => (/❯ Yes/.test(text) ? ['Enter'] : ['ArrowUp']),
  },
  { asks: 'Press Enter to continue', keys: () => ['Enter'] },
  { asks: 'Quick safety check', keys: (text) => (/❯ Yes/.test(text) ? ['Enter'] : ['ArrowDown']) },
];
const READY = /manual mode|auto mode|\? for shortcuts/;

/** Answers Claude Code's questions in the console that is shown, until it takes a prompt; then types one. */
export async function typePrompt(page, prompt) {
  const input = page.getByRole('textbox', { name: 'Terminal input' });
  const screen = page.locator('.xterm-rows');
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const text = await screen.innerText();
    if (READY.test(text)) {
      await input.focus();
      await page.keyboard.type(prompt);
      await expect(screen).toContainText(prompt);
      // Claude Code's mascot jumps at first.
      await delay(3_000);
      return;
    }
    const [last] = questions
      .map((question) => ({ ...question, at: text.lastIndexOf(question.asks) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => b.at - a.at);
    await input.focus();
    for (const key of last?.keys(text.slice(last.at)) ?? []) await page.keyboard.press(key);
    // Claude Code draws its next question a moment later; a key that comes twice would answer that one too.
    await delay(1_500);
  }
  throw new Error(`Claude Code took no prompt:\n${await screen.innerText()}`);
}
