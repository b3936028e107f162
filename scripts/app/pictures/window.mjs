import { execFileSync } from 'node:child_process';
import { expect as base } from '@playwright/test';

/** Pictures are made on machines that do other work too. */
export const expect = base.configure({ timeout: 60_000 });

/** The window, by the roles and names that the end-to-end tests use too. */
export class Window {
  constructor(page) {
    this.page = page;
    this.agents = page
      .getByRole('navigation', { name: 'Agents' })
      .getByRole('list', { name: 'Agents', exact: true });
  }

  row(name) {
    return this.agents.getByRole('button', { name, exact: true });
  }

  /** Shows a tab of an agent; resolves to its panel. */
  async show(agent, tab) {
    await this.row(agent).click();
    await this.page
      .getByRole('tablist', { name: 'Agent', exact: true })
      .getByRole('tab', { name: tab, exact: true })
      .click();
    const panel = this.page.getByRole('tabpanel', { name: tab, exact: true });
    await expect(panel).toBeVisible();
    return panel;
  }

  /** Opens the New agent dialog with the type, name and purpose filled in. */
  async newAgent({ type, name, purpose, preset }) {
    await this.page.getByRole('button', { name: 'New Agent', exact: true }).click();
    const dialog = this.page.getByRole('dialog', { name: 'New agent' });
    await dialog.getByRole('radio', { name: type, exact: true }).click();
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
    await dialog.getByRole('textbox', { name: 'Purpose', exact: true }).fill(purpose);
    await dialog.getByRole('radio', { name: preset, exact: true }).click();
    return dialog;
  }

  async create(dialog) {
    await dialog.getByRole('button', { name: 'Create agent' }).click();
    // The first agent of a type builds its image.
    await expect(dialog).toBeHidden({ timeout: 300_000 });
    await expect(this.page.getByRole('status', { name: 'Agent status' })).toHaveText('Running');
  }

  async openSettings(section) {
    await this.page.keyboard.press('Control+Comma');
    const settings = this.page.getByRole('dialog', { name: 'Settings' });
    await settings.getByRole('button', { name: section, exact: true }).click();
    return settings;
  }

  /** A button of the bar at the bottom. */
  bottom(name) {
    return this.page.getByRole('contentinfo').getByRole('button', { name, exact: true });
  }

  async close() {
    await this.page.keyboard.press('Escape');
    await expect(this.page.getByRole('dialog')).toHaveCount(0);
  }

  /** Scrolls so that the section around what is given, or that itself, comes to the top of what it scrolls in. */
  async toTop(locator) {
    await locator.evaluate((element) =>
      (element.closest('section') ?? element).scrollIntoView({ block: 'start' }),
    );
  }
}

export function docker(...words) {
  return execFileSync('docker', words, { encoding: 'utf8' });
}

/** Runs a line in an agent, as its user. */
export function inside(agent, line) {
  return docker('exec', `bulkhead-${agent}`, 'bash', '-c', line);
}

/** Leaves a line running in an agent. */
export function leaveRunning(agent, line) {
  docker('exec', '--detach', `bulkhead-${agent}`, 'bash', '-c', line);
}
