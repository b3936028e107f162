import { expect, type Locator, type Page } from '@playwright/test';

export type TabName = 'Overview' | 'Console' | 'Logs' | 'Network' | 'Changes' | 'Isolation' | 'Details';

/** One agent: its header and its tabs. */
export class AgentPage {
  readonly window: Page;
  readonly heading: Locator;
  readonly status: Locator;

  constructor(window: Page) {
    this.window = window;
    this.heading = window.getByRole('heading', { level: 1 });
    this.status = window.getByRole('status', { name: 'Agent status' });
  }

  /** A button of the header: Start, Stop, Restart, Pause, Resume, Duplicate, Rename, Remove. */
  action(name: string): Locator {
    return this.window
      .getByRole('toolbar', { name: 'Agent actions' })
      .getByRole('button', { name, exact: true });
  }

  tab(name: TabName): Locator {
    return this.window
      .getByRole('tablist', { name: 'Agent', exact: true })
      .getByRole('tab', { name, exact: true });
  }

  /** Shows a tab; resolves to its panel. */
  async show(name: TabName): Promise<Locator> {
    await this.tab(name).click();
    return this.panel(name);
  }

  panel(name: TabName): Locator {
    return this.window.getByRole('tabpanel', { name, exact: true });
  }

  /** One number in Details or another list of terms. */
  figure(name: string): Locator {
    return this.window.getByRole('figure', { name, exact: true });
  }

  async rename(name: string): Promise<void> {
    await this.action('Rename').click();
    const dialog = this.window.getByRole('dialog', { name: 'Rename agent' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByRole('button', { name: 'Rename agent' }).click();
    await expect(this.heading).toHaveText(name);
  }

  /** Makes a duplicate under the name that the dialog proposes. */
  async duplicate(): Promise<void> {
    await this.action('Duplicate').click();
    const dialog = this.window.getByRole('dialog', { name: 'Duplicate agent' });
    await dialog.getByRole('button', { name: 'Duplicate agent' }).click();
  }

  async remove(options: { workspace?: boolean } = {}): Promise<void> {
    await this.action('Remove').click();
    const question = this.window.getByRole('alertdialog', { name: 'Remove agent' });
    if (options.workspace) {
      await question.getByRole('checkbox', { name: 'Also delete the workspace volume' }).check();
    }
    await question.getByRole('button', { name: 'Remove agent', exact: true }).click();
  }
}
