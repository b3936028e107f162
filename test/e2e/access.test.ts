import { request } from 'node:http';
import type { Page } from '@playwright/test';
import { controlPlaceOf } from '../../electron/control/control-place.ts';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { expect, test } from '../harness/app/app.ts';
import { answerConsent } from '../harness/app/consent.ts';

async function openSettings(window: Page) {
  await expect(window.getByRole('contentinfo')).toContainText('Docker');
  await window.keyboard.press('Control+Comma');
  return window.getByRole('dialog', { name: 'Settings' });
}

/** Asks the app's HTTP API on its socket; resolves to the status. */
function callSocket(
  userData: string,
  method: string,
  path: string,
  body?: object,
): Promise<number | undefined> {
  const headers = {
    host: 'localhost',
    ...(body ? { 'content-type': 'application/json', accept: 'application/json, text/event-stream' } : {}),
  };
  return new Promise((resolve, reject) => {
    const { path: socketPath } = controlPlaceOf(userData);
    const sent = request({ socketPath, method, path, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.on('error', reject);
    sent.end(body && JSON.stringify(body));
  });
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
  await window.screenshot({ path: testInfo.outputPath('create-token.png') });
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

test('the window shows what programs did', async ({ window, plan }, testInfo) => {
  const settings = await openSettings(window);
  await settings.getByRole('button', { name: 'Show calls' }).click();
  await expect(settings).toContainText('No calls yet.');
  expect(await callSocket(plan.userData, 'POST', '/v1/agents/nobody/start')).toBe(404);
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
  expect(await callSocket(plan.userData, 'POST', '/mcp', message)).toBe(200);
  await expect(table).toContainText('MCP list_agents');
  expect(await seriousViolations(window)).toEqual([]);
  await table.scrollIntoViewIfNeeded();
  await window.screenshot({ path: testInfo.outputPath('calls.png') });
});
