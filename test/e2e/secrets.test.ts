import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { answerConsent } from '../harness/app/consent.ts';
import { everythingIn } from '../harness/app/everything-in.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { CredentialsPanel } from '../harness/app/pages/credentials-panel.ts';
import { docker, dockerOutput } from '../harness/engine/docker-cli.ts';
import { addresses, arrivals, forgetArrivals, setNames, testAuthority } from '../harness/engine/internet.ts';

const CANARY = 'sk-ant-CANARY-e2e-5f0c';

async function openSettings(window: Page) {
  // The page handles keys only once it is loaded.
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

const NAME = 'keyed';
const CONTAINER = `bulkhead-${NAME}`;

/** What the agent gets when it asks the API with the key that it was given. */
const callApi = () =>
  dockerOutput(
    'exec',
    CONTAINER,
    'sh',
    '-c',
    'curl -sS --max-time 10 -H "x-api-key: $ANTHROPIC_API_KEY" https://api.anthropic.com/v1/models',
  );

test.describe('with a keychain', () => {
  test.use({ keyring: true });

  test.beforeEach(async ({ plan }) => {
    const authority = join(plan.home, 'authority.pem');
    writeFileSync(authority, testAuthority(), { mode: 0o644 });
    plan.env.NODE_EXTRA_CA_CERTS = authority;
    await setNames({ 'api.anthropic.com': [addresses.otherServer] });
    await forgetArrivals();
  });
  test.afterEach(async () => await setNames({}));

  /** Makes a shell agent that has the secret through the gateway. */
  async function createKeyedAgent(window: Page, pictureFile?: string): Promise<AgentPage> {
    const dialog = await new AppPage(window).newAgent();
    await dialog.name.fill(NAME);
    await dialog.root.getByRole('checkbox', { name: 'Work key' }).check();
    if (pictureFile) await window.screenshot({ path: pictureFile });
    await dialog.create.click();
    const agent = new AgentPage(window);
    await expect(agent.status).toHaveText('Running');
    return agent;
  }

  /** Makes a secret and an agent that has it, and shows the agent's credentials. */
  async function openCredentials(window: Page): Promise<CredentialsPanel> {
    const { settings } = await addSecret(window, 'Work key', CANARY);
    await settings.getByRole('button', { name: 'Done' }).click();
    const agent = await createKeyedAgent(window);
    await agent.show('Isolation');
    return new CredentialsPanel(window);
  }

  test('a secret is used by an agent that never sees it', async ({ window }, testInfo) => {
    const { settings } = await addSecret(window, 'Work key', CANARY);
    const row = settings.getByRole('list', { name: 'Secrets' }).getByRole('listitem', { name: 'Work key' });
    await expect(row).toContainText('Anthropic · Typed in · never used');
    await row.getByRole('button', { name: 'Test Work key' }).click();
    await expect(new AppPage(window).toasts).toContainText(`can be read: ${CANARY.length} characters`);
    expect(await seriousViolations(window)).toEqual([]);
    await keepPicture(window, testInfo, 'settings.png');
    await settings.getByRole('button', { name: 'Done' }).click();

    await createKeyedAgent(window, testInfo.outputPath('new-agent.png'));
    await expect.poll(callApi).toContain('/v1/models');
    const [arrival] = (await arrivals()).filter(({ kind }) => kind === 'https').slice(-1);
    expect(arrival?.headers?.['x-api-key']).toBe(CANARY);
    expect(await docker('inspect', CONTAINER)).not.toContain(CANARY);
  });

  test('a secret becomes a file at once, over restarts, until it is taken away', async ({
    app,
    window,
  }, testInfo) => {
    const credentials = await openCredentials(window);
    const { panel } = credentials;
    const inFile = () =>
      dockerOutput('exec', CONTAINER, 'sh', '-c', 'cat /run/secrets/* 2>/dev/null || true');
    await answerConsent(app, true);
    await credentials.chooseDelivery('Work key', 'As a file (weaker)');
    await expect(panel).toContainText('the agent has the value and can send it to any host');
    await expect(panel.getByRole('status', { name: 'Staged credentials' })).toContainText('at once');
    await panel.scrollIntoViewIfNeeded();
    await keepPicture(window, testInfo, 'credentials-staged.png');
    expect(await inFile()).toBe('');
    await credentials.apply.click();
    await expect.poll(inFile).toBe(CANARY);
    await expect.poll(callApi).toContain('403');
    await docker('restart', '-t', '0', CONTAINER);
    await expect.poll(inFile).toBe(CANARY);
    expect(await docker('inspect', CONTAINER)).not.toContain(CANARY);
    await panel.getByRole('checkbox', { name: 'Work key' }).uncheck();
    await credentials.apply.click();
    await expect.poll(inFile).toBe('');
  });

  test('a secret enters and leaves the environment with a new container', async ({
    app,
    window,
  }, testInfo) => {
    const credentials = await openCredentials(window);
    const { panel } = credentials;
    await answerConsent(app, true);
    await credentials.chooseDelivery('Work key', 'As an environment variable (weaker)');
    await credentials.apply.click();
    await expect(panel).toContainText('ANTHROPIC_API_KEY with the value of “Work key”');
    await panel.scrollIntoViewIfNeeded();
    await keepPicture(window, testInfo, 'credentials-recreate.png');
    expect(await seriousViolations(window)).toEqual([]);
    await credentials.recreate.click();
    await expect
      .poll(() => dockerOutput('exec', CONTAINER, 'printenv', 'ANTHROPIC_API_KEY'))
      .toContain(CANARY);
    await expect(new AgentPage(window).panel('Isolation')).toContainText('Has a secret in its environment');

    await credentials.chooseDelivery('Work key', 'Through the gateway');
    await credentials.apply.click();
    await expect(panel).toContainText('no value of “Work key” in the environment');
    await credentials.recreate.click();
    await expect(panel).not.toContainText('Waits for a new container');
    await expect.poll(callApi).toContain('/v1/models');
  });

  test('the uses of a secret outlive the app, its value is in none of its files, and its removal takes it away', async ({
    plan,
    running: { app, window },
    launch,
  }, testInfo) => {
    await openCredentials(window);
    await expect.poll(callApi).toContain('/v1/models');
    await app.close();
    expect(everythingIn(plan.userData)).not.toContain(CANARY);

    const { window: next } = await launch();
    const settings = await openSettings(next);
    await expect(settings.getByRole('listitem', { name: 'Work key' })).toContainText(/used .*(ago|just now)/);
    await settings.getByRole('button', { name: 'Uses of Work key' }).click();
    const uses = settings.getByRole('table', { name: 'Uses of Work key' });
    await expect(uses.getByRole('row').nth(1)).toContainText(/keyed.*api\.anthropic\.com/);
    await keepPicture(next, testInfo, 'uses.png');
    await settings.getByRole('button', { name: 'Remove Work key' }).click();
    await next.getByRole('alertdialog').getByRole('button', { name: 'Remove secret' }).click();
    await expect(settings.getByRole('listitem', { name: 'Work key' })).toBeHidden();
    await expect.poll(callApi).toContain('403');
    await settings.getByRole('button', { name: 'Done' }).click();
    const agent = await new AppPage(next).open(NAME);
    await agent.remove({ workspace: true });
    await expect(new AppPage(next).row(NAME)).toBeHidden();
    // The row disappears with the container, and the other objects a moment later.
    await expect
      .poll(() => docker('network', 'ls', '--quiet', '--filter', 'label=dev.bulkhead.role'))
      .toBe('');
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
