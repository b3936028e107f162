import type { Locator, Page } from '@playwright/test';

/** The part of the Isolation tab that gives secrets to an agent. */
export class CredentialsPanel {
  readonly panel: Locator;
  readonly apply: Locator;
  readonly recreate: Locator;
  readonly #window: Page;

  constructor(window: Page) {
    this.#window = window;
    this.panel = window.getByRole('region', { name: 'Credentials' });
    this.apply = this.panel.getByRole('button', { name: 'Apply credentials' });
    this.recreate = this.panel.getByRole('button', { name: 'Recreate now' });
  }

  async chooseDelivery(secret: string, delivery: string): Promise<void> {
    await this.panel.getByRole('combobox', { name: `Delivery of ${secret}` }).click();
    await this.#window.getByRole('option', { name: delivery }).click();
  }
}
