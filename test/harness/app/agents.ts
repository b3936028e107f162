import type { Page } from '@playwright/test';
import { test as base, expect } from './app.ts';
import { removeEverything } from './app-objects.ts';

/** A test with agents behind the gateway; removes the agents, the gateway and their networks afterwards. */
export const test = base.extend<{ tidy: undefined }>({
  tidy: [
    async ({ engine }, use) => {
      expect(engine.dockerHost).toBe(process.env.DOCKER_HOST);
      await use(undefined);
      await removeEverything();
    },
    { auto: true },
  ],
});

/** Makes a busybox agent with an allowlist of `allowed.test` through the dialog. */
export async function createGatewayAgent(window: Page, name: string): Promise<void> {
  await window.getByRole('button', { name: 'New Agent' }).first().click();
  const dialog = window.getByRole('dialog', { name: 'New agent' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('radio', { name: 'Custom image' }).click();
  await dialog.getByRole('textbox', { name: 'Image' }).fill('busybox:stable');
  await dialog.getByRole('textbox', { name: 'Command' }).fill('sleep 3600');
  await dialog.getByRole('textbox', { name: 'Memory limit' }).fill('128m');
  await dialog.getByRole('radio', { name: 'Allowlist' }).click();
  await dialog.getByRole('textbox', { name: 'Allowed domains' }).fill('allowed.test');
  await dialog.getByRole('button', { name: 'Create agent' }).click();
  await expect(dialog).toBeHidden();
  await expect(window.getByRole('status', { name: 'Agent status' })).toHaveText('Running');
}
