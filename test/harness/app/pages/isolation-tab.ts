import type { Locator, Page } from '@playwright/test';

/** The tab that shows and changes an agent's isolation. */
export class IsolationTab {
  readonly panel: Locator;
  readonly posture: Locator;
  readonly egressInForce: Locator;
  readonly memory: Locator;
  /** The effects of applying. */
  readonly staged: Locator;
  readonly apply: Locator;

  constructor(window: Page) {
    this.panel = window.getByRole('tabpanel', { name: 'Isolation' });
    this.posture = this.panel.getByRole('status', { name: 'Posture' });
    this.egressInForce = this.panel.getByRole('status', { name: 'Egress in force' });
    this.memory = this.panel.getByRole('textbox', { name: 'Memory limit' });
    this.staged = this.panel.getByRole('status', { name: 'Staged changes' });
    this.apply = this.panel.getByRole('button', { name: 'Apply changes' });
  }

  egress(mode: 'Off' | 'Allowlist' | 'Full'): Locator {
    return this.panel.getByRole('radiogroup', { name: 'Internet egress' }).getByRole('radio', { name: mode });
  }

  toggle(name: string): Locator {
    return this.panel.getByRole('switch', { name });
  }
}
