import type { Page } from '@playwright/test';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { expect, test } from '../harness/app/app.ts';
import { answerConsent } from '../harness/app/consent.ts';
import { callHost } from '../harness/app/host-call.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';

async function openSettings(window: Page) {
  await expect(window.getByRole('contentinfo')).toContainText('Docker');
  await window.keyboard.press('Control+Comma');
  return window.getByRole('dialog', { name: 'Settings' });
}

test('a token is created only with the person’s consent, shown once, and revoked', async ({
  app,
  window,
}, testInfo) => {
  const settings = await openSettings(window);
  await expect(settings).toContainText('No tokens yet.');
  await settings.getByRole('button', { name: 'Create token' }).click();
  const dialog = window.getByRole('dialog', { name: 'Create token' });
  await dialog.getByRole('button', { name: 'Create token' }).click();
  await expect(dialog).toContainText('Name the token.');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('ci');
  await dialog.getByRole('radio', { name: 'Manage' }).click();
  await keepPicture(window, testInfo, 'create-token.png');
  await answerConsent(app, false);
  await dialog.getByRole('button', { name: 'Create token' }).click();
  await expect(dialog).toContainText('It was not allowed, so no token was created.');
  const consent = await answerConsent(app, true);
  await dialog.getByRole('button', { name: 'Create token' }).click();
  const created = window.getByRole('dialog', { name: 'Token ci' });
  await expect(created.getByLabel('Token value')).toHaveValue(/^bulkhead_[\w-]{43}$/);
  expect((await consent.asked()).at(-1)).toContain('Name: ci\nIt may also create, change and remove agents.');
  expect(await seriousViolations(window)).toEqual([]);
  await created.getByRole('button', { name: 'Copy token' }).click();
  await expect(created.getByRole('status')).toHaveText('Copied to the clipboard');
  await created.getByRole('button', { name: 'Done' }).click();

  const row = settings.getByRole('list', { name: 'Tokens' }).getByRole('listitem', { name: 'ci' });
  await expect(row).toContainText('never used');
  await row.getByRole('button', { name: 'Revoke ci' }).click();
  await window.getByRole('alertdialog').getByRole('button', { name: 'Revoke token' }).click();
  await expect(settings).toContainText('No tokens yet.');
});

test('the window shows what programs did', async ({ window }, testInfo) => {
  const settings = await openSettings(window);
  await settings.getByRole('button', { name: 'Show calls' }).click();
  await expect(settings).toContainText('No calls yet.');
  expect((await callHost(window, 'POST', '/v1/agents/nobody/start')).status).toBe(404);
  const table = settings.getByRole('table', { name: 'API calls' });
  await expect(table).toContainText('POST /v1/agents/{agent}/start');
  await expect(table).toContainText('404');
  // The MCP server runs in the app's own process, whose Node is older than that of the command line.
  const message = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'list_agents', arguments: {} },
  };
  expect((await callHost(window, 'POST', '/mcp', message)).status).toBe(200);
  await expect(table).toContainText('MCP list_agents');
  expect(await seriousViolations(window)).toEqual([]);
  await table.scrollIntoViewIfNeeded();
  await keepPicture(window, testInfo, 'calls.png');
});
