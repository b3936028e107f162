import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { expect, test } from '../harness/app/app.ts';
import { answerConsent } from '../harness/app/consent.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { docker, dockerOutput } from '../harness/engine/docker-cli.ts';
import { addresses, arrivals, forgetArrivals, setNames, testAuthority } from '../harness/engine/internet.ts';

const CANARY = 'sk-ant-CANARY-e2e-5f0c';

/** Every file of the app, in one text. */
function everythingIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

async function openSettings(window: Page) {
  // Keys mean nothing before the page is there.
  await expect(window.getByRole('contentinfo')).toContainText('Docker');
  await window.keyboard.press('Control+Comma');
  return window.getByRole('dialog', { name: 'Settings' });
}

async function addSecret(window: Page, name: string, value: string) {
  const settings = await openSettings(window);
  await settings.getByRole('button', { name: 'Add secret' }).click();
  const dialog = window.getByRole('dialog', { name: 'Add secret' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByLabel('Secret', { exact: true }).fill(value);
  await dialog.getByRole('button', { name: 'Save secret' }).click();
  return { settings, dialog };
}

test.describe('with a keychain', () => {
  test.use({ keyring: true });

  test('a secret is used by an agent that never sees it', async ({ plan, launch }, testInfo) => {
    const authority = join(plan.home, 'authority.pem');
    writeFileSync(authority, testAuthority(), { mode: 0o644 });
    plan.env.NODE_EXTRA_CA_CERTS = authority;
    await setNames({ 'api.anthropic.com': [addresses.otherServer] });
    await forgetArrivals();
    const { app, window } = await launch();

    const { settings } = await addSecret(window, 'Work key', CANARY);
    const row = settings.getByRole('list', { name: 'Secrets' }).getByRole('listitem', { name: 'Work key' });
    await expect(row).toContainText('Anthropic · Typed in · never used');
    await row.getByRole('button', { name: 'Test Work key' }).click();
    await expect(new AppPage(window).toasts).toContainText(`can be read: ${CANARY.length} characters`);
    expect(await seriousViolations(window)).toEqual([]);
    await window.screenshot({ path: testInfo.outputPath('settings.png') });
    await settings.getByRole('button', { name: 'Done' }).click();

    const main = new AppPage(window);
    const dialog = await main.newAgent();
    await dialog.text('Name').fill('keyed');
    await dialog.root.getByRole('checkbox', { name: 'Work key' }).check();
    await window.screenshot({ path: testInfo.outputPath('new-agent.png') });
    await dialog.create.click();
    await expect(new AgentPage(window).status).toHaveText('Running');
    const ask = () =>
      dockerOutput(
        'exec',
        'bulkhead-keyed',
        'sh',
        '-c',
        'curl -sS --max-time 10 -H "x-api-key: $ANTHROPIC_API_KEY" https://api.anthropic.com/v1/models',
      );
    await expect.poll(ask).toContain('/v1/models');
    const [arrived] = (await arrivals()).filter(({ kind }) => kind === 'https').slice(-1);
    expect(arrived?.headers?.['x-api-key']).toBe(CANARY);
    expect(await docker('inspect', 'bulkhead-keyed')).not.toContain(CANARY);

    await new AgentPage(window).tab('Isolation').click();
    const panel = window.getByRole('region', { name: 'Credentials' });
    const inFile = () =>
      dockerOutput('exec', 'bulkhead-keyed', 'sh', '-c', 'cat /run/secrets/* 2>/dev/null || true');
    await answerConsent(app, true);
    await panel.getByRole('combobox', { name: 'Delivery of Work key' }).click();
    await window.getByRole('option', { name: 'As a file (weaker)' }).click();
    await expect(panel).toContainText('the agent has the value and can send it to any host');
    await expect(panel.getByRole('status', { name: 'Staged credentials' })).toContainText('at once');
    await panel.scrollIntoViewIfNeeded();
    await window.screenshot({ path: testInfo.outputPath('credentials-staged.png') });
    expect(await inFile()).toBe('');
    await panel.getByRole('button', { name: 'Apply credentials' }).click();
    await expect.poll(inFile).toBe(CANARY);
    await expect.poll(ask).toContain('403');
    await docker('restart', '-t', '0', 'bulkhead-keyed');
    await expect.poll(inFile).toBe(CANARY);
    expect(await docker('inspect', 'bulkhead-keyed')).not.toContain(CANARY);
    await panel.getByRole('checkbox', { name: 'Work key' }).uncheck();
    await panel.getByRole('button', { name: 'Apply credentials' }).click();
    await expect.poll(inFile).toBe('');

    await panel.getByRole('checkbox', { name: 'Work key' }).check();
    await panel.getByRole('combobox', { name: 'Delivery of Work key' }).click();
    await window.getByRole('option', { name: 'As an environment variable (weaker)' }).click();
    await panel.getByRole('button', { name: 'Apply credentials' }).click();
    await expect(panel).toContainText('ANTHROPIC_API_KEY with the value of “Work key”');
    await panel.scrollIntoViewIfNeeded();
    await window.screenshot({ path: testInfo.outputPath('credentials-recreate.png') });
    expect(await seriousViolations(window)).toEqual([]);
    await panel.getByRole('button', { name: 'Recreate now' }).click();
    await expect
      .poll(() => dockerOutput('exec', 'bulkhead-keyed', 'printenv', 'ANTHROPIC_API_KEY'))
      .toContain(CANARY);
    await expect(window.getByRole('tabpanel', { name: 'Isolation' })).toContainText(
      'Has a secret in its environment',
    );
    await panel.getByRole('combobox', { name: 'Delivery of Work key' }).click();
    await window.getByRole('option', { name: 'Through the gateway' }).click();
    await panel.getByRole('button', { name: 'Apply credentials' }).click();
    await expect(panel).toContainText('no value of “Work key” in the environment');
    await panel.getByRole('button', { name: 'Recreate now' }).click();
    await expect(panel).not.toContainText('Waits for a new container');
    await expect.poll(ask).toContain('/v1/models');

    await app.close();
    expect(everythingIn(plan.userData)).not.toContain(CANARY);
    const again = await launch();
    const later = await openSettings(again.window);
    await expect(later.getByRole('listitem', { name: 'Work key' })).toContainText(/used .*(ago|just now)/);
    await later.getByRole('button', { name: 'Uses of Work key' }).click();
    const uses = later.getByRole('table', { name: 'Uses of Work key' });
    await expect(uses.getByRole('row').nth(1)).toContainText(/keyed.*api\.anthropic\.com/);
    await again.window.screenshot({ path: testInfo.outputPath('uses.png') });
    await later.getByRole('button', { name: 'Remove Work key' }).click();
    await again.window.getByRole('alertdialog').getByRole('button', { name: 'Remove secret' }).click();
    await expect(later.getByRole('listitem', { name: 'Work key' })).toBeHidden();
    await expect.poll(ask).toContain('403');
    await later.getByRole('button', { name: 'Done' }).click();
    await new AppPage(again.window).open('keyed');
    await new AgentPage(again.window).remove({ workspace: true });
    await expect(new AppPage(again.window).row('keyed')).toBeHidden();
    // The row goes with the container, the rest a moment later.
    await expect
      .poll(() => docker('network', 'ls', '--quiet', '--filter', 'label=dev.bulkhead.role'))
      .toBe('');
    await setNames({});
  });
});

test('without a keychain a secret stays in memory, after asking', async ({ plan, running, launch }) => {
  const { app, window } = running;
  const { settings, dialog } = await addSecret(window, 'Work key', CANARY);
  await expect(dialog.getByRole('alert')).toContainText('cannot keep the secret safe');
  expect(await seriousViolations(window)).toEqual([]);
  await dialog.getByRole('button', { name: 'Keep it in memory' }).click();
  await settings.getByRole('button', { name: 'Test Work key' }).click();
  await expect(new AppPage(window).toasts).toContainText('can be read');
  await app.close();
  expect(everythingIn(plan.userData)).not.toContain(CANARY);

  const again = await launch();
  const later = await openSettings(again.window);
  await expect(later.getByRole('listitem', { name: 'Work key' })).toContainText('Value missing');
});

test('what cannot be a secret is refused beside its field', async ({ window }) => {
  const { dialog } = await addSecret(window, '', '');
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveAccessibleDescription(
    'Give the secret a name.',
  );
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Big');
  await dialog.getByLabel('Secret', { exact: true }).fill('x'.repeat(64 * 1024));
  await dialog.getByRole('button', { name: 'Save secret' }).click();
  await expect(dialog).toContainText('longer than 16 KiB');
});

test('a command is run only after the person agreed to exactly it', async ({ running }) => {
  const { app, window } = running;
  const { asked } = await answerConsent(app, false);
  const settings = await openSettings(window);
  await settings.getByRole('button', { name: 'Add secret' }).click();
  const dialog = window.getByRole('dialog', { name: 'Add secret' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('From a command');
  await dialog.getByRole('combobox', { name: 'Source' }).click();
  await window.getByRole('option', { name: /^Command/ }).click();
  await dialog.getByRole('textbox', { name: 'Command' }).fill('echo from-the-command');
  await dialog.getByRole('button', { name: 'Save secret' }).click();
  await expect(dialog).toContainText('It was not allowed');
  await answerConsent(app, true);
  await dialog.getByRole('button', { name: 'Save secret' }).click();
  await settings.getByRole('button', { name: 'Test From a command' }).click();
  await expect(new AppPage(window).toasts).toContainText('can be read: 16 characters');
  expect(await asked()).toEqual(['echo from-the-command', 'echo from-the-command']);
});
