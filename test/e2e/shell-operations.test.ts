import type { Page } from '@playwright/test';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { expect, test } from '../harness/app/app.ts';

/** Fills in the dialog as far as needed and sends it. */
async function create(window: Page, name: string, image: string): Promise<void> {
  await window.getByRole('button', { name: 'New Agent', exact: true }).click();
  const dialog = window.getByRole('dialog', { name: 'New agent' });
  await dialog.getByRole('radio', { name: 'Custom image', exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await dialog.getByRole('textbox', { name: 'Image', exact: true }).fill(image);
  await dialog.getByRole('button', { name: 'Create agent', exact: true }).click();
}

test('work goes on when its dialog is closed, and its failure says what to do', async ({ window }) => {
  await create(window, 'no-image', 'busybox:no-such-tag');
  await window.getByRole('button', { name: 'Close' }).click();
  await window.getByRole('button', { name: 'Operations' }).click();
  const operation = window.getByRole('region', { name: /no-image/ });
  await expect(operation.getByRole('list', { name: 'Steps' })).toContainText('Pull the image');
  await expect(operation.getByRole('alert')).toContainText('busybox:no-such-tag');
  // The contrast cannot be measured while a toast fades in or out.
  const toasts = window.getByRole('region', { name: 'Notifications' }).getByRole('listitem');
  const opacities = () => toasts.evaluateAll((all) => all.map((toast) => getComputedStyle(toast).opacity));
  await expect.poll(async () => (await opacities()).every((opacity) => opacity === '1')).toBe(true);
  expect(await seriousViolations(window)).toEqual([]);
  await operation.getByRole('button', { name: 'Dismiss' }).click();
  await expect(window.getByRole('button', { name: 'Operations' })).toBeHidden();
});
