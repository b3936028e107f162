import type { Locator, Page } from '@playwright/test';

export type AgentType = 'Shell' | 'Custom image';

/** The dialog in which agents are made. */
export class NewAgentDialog {
  readonly root: Locator;
  readonly name: Locator;
  readonly image: Locator;
  readonly command: Locator;
  readonly memory: Locator;
  readonly cpus: Locator;
  readonly processes: Locator;
  readonly folder: Locator;
  readonly create: Locator;
  readonly cancel: Locator;
  /** The steps of a creation under way. */
  readonly steps: Locator;
  /** The problems of the fields, or of the attempt. */
  readonly alerts: Locator;

  constructor(window: Page) {
    this.root = window.getByRole('dialog', { name: 'New agent' });
    this.name = this.text('Name');
    this.image = this.text('Image');
    this.command = this.text('Command');
    this.memory = this.text('Memory limit');
    this.cpus = this.root.getByRole('spinbutton', { name: 'CPUs' });
    this.processes = this.root.getByRole('spinbutton', { name: 'Process limit' });
    this.folder = this.text('Host folder path');
    this.create = this.root.getByRole('button', { name: 'Create agent' });
    this.cancel = this.root.getByRole('button', { name: 'Cancel', exact: true });
    this.steps = this.root.getByRole('listitem');
    this.alerts = this.root.getByRole('alert');
  }

  text(name: string): Locator {
    return this.root.getByRole('textbox', { name, exact: true });
  }

  /** One choice of a group, such as `radio('Internet egress', 'Full')`. */
  radio(group: string, choice: string): Locator {
    return this.root
      .getByRole('radiogroup', { name: group })
      .getByRole('radio', { name: choice, exact: true });
  }

  async chooseWorkspace(kind: 'New volume' | 'Host folder' | 'Private copy'): Promise<void> {
    await this.radio('Workspace', kind).click();
  }

  async chooseType(type: AgentType): Promise<void> {
    await this.radio('Agent type', type).click();
  }

  async chooseEgress(mode: 'Off' | 'Allowlist' | 'Full'): Promise<void> {
    await this.radio('Internet egress', mode).click();
  }

  async chooseGroup(group: string): Promise<void> {
    await this.root.getByRole('button', { name: /^Egress details/ }).click();
    await this.root.getByRole('combobox', { name: 'Group' }).fill(group);
  }

  /** Fills in a custom agent with the smallest image, whose program only waits. */
  async fillWaiting(name: string): Promise<void> {
    await this.chooseType('Custom image');
    await this.name.fill(name);
    await this.image.fill('busybox:stable');
    await this.command.fill('sleep infinity');
  }
}
