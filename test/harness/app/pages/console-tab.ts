import { expect, type Locator, type Page } from '@playwright/test';

/** The terminals of an agent. */
export class ConsoleTab {
  readonly window: Page;
  readonly input: Locator;
  /** xterm draws rows of text with its DOM renderer, which is what a machine without a GPU has. */
  readonly screen: Locator;

  constructor(window: Page) {
    this.window = window;
    this.input = window.getByRole('textbox', { name: 'Terminal input' });
    this.screen = window.locator('.xterm-rows');
  }

  /** Types a line at the prompt, as a person would, and sends it. */
  async run(command: string): Promise<void> {
    await expect(this.screen).toContainText(/[$#] *$/);
    await this.input.focus();
    await this.window.keyboard.type(command);
    await this.window.keyboard.press('Enter');
  }
}
