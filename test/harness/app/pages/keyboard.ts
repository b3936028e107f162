import { expect, type Locator, type Page } from '@playwright/test';

/** More tab stops than any view has, so that a loop that never reaches its goal ends. */
const MOST_STOPS = 80;

/** How long a person holds a key. A radio group handles an arrow key a moment later, and only while it is down. */
const KEY_DOWN_MS = 100;

/** A person without a mouse. */
export class Keyboard {
  readonly #window: Page;

  constructor(window: Page) {
    this.#window = window;
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#window.keyboard.press(key, { delay: KEY_DOWN_MS });
  }

  /** Replaces the content of the focused field. */
  async type(text: string): Promise<void> {
    await this.#window.keyboard.press('Control+A');
    await this.#window.keyboard.type(text);
  }

  /** Presses Tab until the goal has the focus. */
  async tabTo(goal: Locator): Promise<void> {
    await expect(goal).toBeVisible();
    for (let stops = 0; stops < MOST_STOPS; stops++) {
      if (await goal.evaluate((element) => element === document.activeElement)) return;
      await this.#window.keyboard.press('Tab');
    }
    await expect(goal, 'reached with Tab').toBeFocused();
  }

  /** Runs a command of the palette by its name, also from inside a terminal. */
  async command(name: string): Promise<void> {
    await this.#window.keyboard.press('Control+Shift+P');
    const palette = this.#window.getByRole('dialog', { name: 'Command palette' });
    await expect(palette).toBeVisible();
    await this.#window.keyboard.type(name);
    await this.#window.keyboard.press('Enter');
    await expect(palette).toBeHidden();
  }
}
