import type { Locator, Page } from '@playwright/test';
import { AgentPage } from './agent-page.ts';
import { NewAgentDialog } from './new-agent-dialog.ts';

/** The whole window: the agents at the left, the fleet or one agent in the middle, the engine at the bottom. */
export class AppPage {
  readonly window: Page;
  /** The agents in the sidebar. */
  readonly list: Locator;
  readonly bottomBar: Locator;
  readonly fleet: Locator;
  readonly engineAlert: Locator;
  /** Short messages at the corner of the window. */
  readonly toasts: Locator;

  constructor(window: Page) {
    this.window = window;
    this.list = window
      .getByRole('navigation', { name: 'Agents' })
      .getByRole('list', { name: 'Agents', exact: true });
    this.bottomBar = window.getByRole('contentinfo');
    this.fleet = window.getByRole('table', { name: 'Fleet' });
    this.engineAlert = window.getByRole('alert', { name: 'Docker is not reachable' });
    this.toasts = window.getByRole('region', { name: /Notifications/ }).getByRole('listitem');
  }

  /** An agent's row in the sidebar; its description says its status. */
  row(name: string): Locator {
    return this.list.getByRole('button', { name, exact: true });
  }

  async open(name: string): Promise<AgentPage> {
    await this.row(name).click();
    return new AgentPage(this.window);
  }

  async newAgent(): Promise<NewAgentDialog> {
    await this.window.getByRole('button', { name: 'New Agent', exact: true }).click();
    return new NewAgentDialog(this.window);
  }
}
