import { expect, type Locator, type Page } from '@playwright/test';

/** The dialog in which an agent's workspace is saved, compared, restored and forked. */
export class SnapshotsDialog {
  readonly root: Locator;
  readonly saveButton: Locator;
  readonly #window: Page;

  constructor(window: Page, agentName: string) {
    this.#window = window;
    this.root = window.getByRole('dialog', { name: `Snapshots of ${agentName}` });
    this.saveButton = this.root.getByRole('button', { name: 'Save snapshot', exact: true });
  }

  row(name: RegExp): Locator {
    return this.root.getByRole('table', { name: 'Snapshots' }).getByRole('row', { name });
  }

  action(verb: 'Compare' | 'Restore' | 'Fork', snapshot: string): Locator {
    return this.root.getByRole('button', { name: `${verb} “${snapshot}”` });
  }

  /** Opens the dialog for the agent that the window shows. */
  async open(): Promise<void> {
    await this.#window.keyboard.press('ControlOrMeta+Shift+S');
    await expect(this.root).toBeVisible();
  }

  async close(): Promise<void> {
    await this.root.getByRole('button', { name: 'Done' }).click();
    await expect(this.root).toBeHidden();
  }

  async save(name: string): Promise<void> {
    await this.root.getByRole('textbox', { name: 'Snapshot name' }).fill(name);
    await this.saveButton.click();
    await expect(this.row(new RegExp(name))).toBeVisible();
  }
}
