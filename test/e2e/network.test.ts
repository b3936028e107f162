import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Locator, Page } from '@playwright/test';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { createGatewayAgent, test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { requestFrom } from '../harness/gateway/agent-request.ts';

const NAME = 'busy-heron';
const run = promisify(execFile);
const request = (url: string) => requestFrom(NAME, url);

/** Makes an agent with an allowlist, and shows its Network tab. */
async function openNetwork(window: Page): Promise<Locator> {
  const agent = await createGatewayAgent(window, NAME);
  return await agent.show('Network');
}

/** Sends a request that is allowed, and three that are blocked. */
async function sendRequests(): Promise<void> {
  await expect.poll(() => request('http://allowed.test/bytes/70000?token=canary')).toContain('200');
  expect(await request('http://blocked.test/install.sh?token=canary')).toContain('403');
  expect(await request('http://other.test/telemetry')).toContain('403');
  expect(await request('http://10.1.2.3/')).toContain('403');
}

const requests = (window: Page) => window.getByRole('table', { name: 'Requests' });
const rowOf = (table: Locator, text: string) => table.getByRole('row').filter({ hasText: text });

test('every request is shown with its decision, without its query', async ({ window }, testInfo) => {
  await openNetwork(window);
  await expect(window.getByText('No requests yet')).toBeVisible();
  await expect(window.getByText('git config --global')).toBeVisible();
  await keepPicture(window, testInfo, 'empty.png');
  await sendRequests();

  const table = requests(window);
  const blocked = rowOf(table, 'blocked.test');
  await expect(blocked).toContainText('Blocked');
  await expect(blocked).toContainText('Not on the allowlist');
  await expect(blocked).toContainText('/install.sh');
  const allowed = rowOf(table, '/bytes/70000');
  await expect(allowed).toContainText('Allowed');
  await expect(allowed).toContainText('KiB');
  await expect(table).not.toContainText('canary');
  for (const colorScheme of ['light', 'dark'] as const) {
    await window.emulateMedia({ colorScheme });
    await expect(window.locator('html')).toHaveAttribute('data-theme', colorScheme);
    expect(await seriousViolations(window)).toEqual([]);
    await keepPicture(window, testInfo, `${colorScheme}.png`);
  }
});

test('a blocked host is allowed for good or once', async ({ window }) => {
  await openNetwork(window);
  await sendRequests();
  const blocked = window.getByRole('region', { name: 'Blocked hosts' });
  const entry = (host: string) => blocked.getByRole('listitem').filter({ hasText: host });
  await expect(entry('10.1.2.3').getByRole('button', { name: 'Always allow' })).toBeDisabled();
  await entry('blocked.test').getByRole('button', { name: 'Always allow' }).click();
  await expect(entry('blocked.test')).toContainText('Allowed now');
  expect(await request('http://blocked.test/later')).toContain('200');
  await entry('other.test').getByRole('button', { name: 'Allow once' }).click();
  await expect(entry('other.test')).toContainText('Allowed for');
  expect(await request('http://other.test/once')).toContain('200');
  await expect(rowOf(requests(window), '/once')).toContainText('For a while: allow other.test');
});

test('requests are filtered, added up per host, and exported so that they can be verified', async ({
  window,
  app,
}, testInfo) => {
  await openNetwork(window);
  await sendRequests();
  const filter = window.getByRole('searchbox', { name: 'Filter requests' });
  await filter.fill('INSTALL');
  await expect(window.getByText('1 of 4 requests match')).toBeVisible();
  await filter.fill('');
  await window.getByRole('radio', { name: 'Blocked', exact: true }).click();
  await expect(window.getByText('3 of 4 requests match')).toBeVisible();
  await window.getByRole('radio', { name: 'Hosts', exact: true }).click();
  const totals = window.getByRole('table', { name: 'Totals per host' });
  await expect(rowOf(totals, 'allowed.test')).toContainText('KiB');
  expect(await seriousViolations(window)).toEqual([]);
  await keepPicture(window, testInfo, 'hosts.png');

  const path = join(tmpdir(), `bulkhead-e2e-${process.pid}.jsonl`);
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, path);
  await window.getByRole('button', { name: 'Export requests' }).click();
  await expect(window.getByText('Requests exported')).toBeVisible();
  expect(await readFile(path, 'utf8')).not.toContain('canary');
  const { stdout } = await run(process.execPath, ['scripts/audit-verify.mjs', path]);
  expect(stdout).toContain('whole and in order');
  await rm(path);
});

test('says that egress is Off instead of offering what would not help', async ({ window }) => {
  await openNetwork(window);
  await window.getByRole('tab', { name: 'Isolation', exact: true }).click();
  await window
    .getByRole('radiogroup', { name: 'Internet egress' })
    .getByRole('radio', { name: 'Off' })
    .click();
  await expect(window.getByRole('status', { name: 'Egress in force' })).toContainText('nothing leaves');
  await expect.poll(() => request('http://allowed.test/')).toContain('403');
  await window.getByRole('tab', { name: 'Network', exact: true }).click();
  const blocked = window.getByRole('region', { name: 'Blocked hosts' });
  await expect(blocked).toContainText('Egress is Off');
  await expect(blocked.getByRole('button', { name: 'Always allow' })).toBeDisabled();
  await blocked.getByRole('button', { name: 'Switch it to Allowlist first' }).click();
  await expect(window.getByRole('radiogroup', { name: 'Internet egress' })).toBeVisible();
});
