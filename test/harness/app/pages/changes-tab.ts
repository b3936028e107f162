import type { Locator, Page } from '@playwright/test';

/** The tab that shows what an agent changed, and brings it back to the host. */
export class ChangesTab {
  readonly panel: Locator;
  readonly files: Locator;
  readonly differences: Locator;
  readonly applyDialog: Locator;

  constructor(window: Page) {
    this.panel = window.getByRole('tabpanel', { name: 'Changes', exact: true });
    this.files = this.panel.getByRole('grid', { name: 'Changed files' });
    this.differences = this.panel.getByRole('region', { name: 'Differences' });
    this.applyDialog = window.getByRole('dialog', { name: 'Apply changes' });
  }

  row(name: RegExp): Locator {
    return this.files.getByRole('row', { name });
  }

  action(name: string): Locator {
    return this.panel.getByRole('button', { name });
  }
}
