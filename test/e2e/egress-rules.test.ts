import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { createAgent, createAgentInDialog, createGatewayAgent, test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { requestFrom } from '../harness/gateway/agent-request.ts';

const NAME = 'strict-robin';
const request = (url: string) => requestFrom(NAME, url);

/** Makes an agent that may reach nothing, and shows its Isolation tab. */
async function openIsolation(window: Page): Promise<Locator> {
  const agent = await createAgent(window, NAME, { memoryMib: 128, egress: 'allowlist' });
  return await agent.show('Isolation');
}

const rules = (panel: Locator) => panel.getByRole('table', { name: 'Egress rules' });
const row = (panel: Locator, host: string) => rules(panel).getByRole('row').filter({ hasText: host });

async function addRule(
  window: Page,
  fields: Record<string, string>,
  choices: { deny?: boolean; lasts?: string } = {},
) {
  await window.getByRole('button', { name: 'Add rule' }).last().click();
  const dialog = window.getByRole('dialog', { name: 'Add rule' });
  if (choices.deny) await dialog.getByRole('radio', { name: 'Deny' }).click();
  for (const [name, value] of Object.entries(fields))
    await dialog.getByRole('textbox', { name, exact: true }).fill(value);
  if (choices.lasts) {
    await dialog.getByRole('combobox', { name: 'Lasts' }).click();
    await window.getByRole('option', { name: choices.lasts }).click();
  }
  await dialog.getByRole('button', { name: 'Save rule' }).click();
  return dialog;
}

/** The table of the requests that the agent made. */
async function showRequests(window: Page): Promise<Locator> {
  const network = await new AgentPage(window).show('Network');
  return network.getByRole('table', { name: 'Requests' });
}

async function openSettings(window: Page): Promise<Locator> {
  await window.keyboard.press('Control+Comma');
  return window.getByRole('dialog', { name: 'Settings' });
}

test('a rule that cannot be read is explained at its field, and changes nothing', async ({
  window,
}, testInfo) => {
  const agent = await createAgentInDialog(window, NAME, {
    memory: '128m',
    egress: 'Allowlist',
    allowedDomains: '',
  });
  const panel = await agent.show('Isolation');
  await expect(panel.getByText('No rules: nothing can be reached.')).toBeVisible();
  await expect(panel.getByRole('note', { name: 'What has no way out' })).toContainText(
    'insteadOf git@github.com',
  );
  const dialog = await addRule(window, { Host: 'http://x', Ports: '70000' });
  await expect(dialog.getByRole('textbox', { name: 'Host', exact: true })).toHaveAttribute(
    'aria-invalid',
    'true',
  );
  await expect(dialog).toContainText('is a URL');
  await expect(dialog).toContainText('“70000”: a port is 1 to 65535.');
  expect(await seriousViolations(window)).toEqual([]);
  await keepPicture(window, testInfo, 'rule.png');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(panel.getByText('No rules: nothing can be reached.')).toBeVisible();
});

test('rules decide at once, and the audit names the rule that decided', async ({ window }) => {
  const panel = await openIsolation(window);
  await addRule(window, { Host: '**.example.test' });
  await expect(row(panel, '**.example.test')).toContainText('This agent');
  await expect.poll(() => request('http://www.example.test/')).toContain('200');
  await addRule(window, { Host: 'ads.example.test', Note: 'no tracking' }, { deny: true });
  await expect(row(panel, 'ads.example.test')).toContainText('Deny');
  await expect.poll(() => request('http://ads.example.test/')).toContain('403');
  const requests = await showRequests(window);
  await expect(requests).toContainText('This agent: allow **.example.test');
  await expect(requests).toContainText('Denied: This agent: deny ads.example.test');
});

test('a set of one’s own decides for the agents that use it, until it is removed', async ({
  window,
}, testInfo) => {
  const panel = await openIsolation(window);
  const settings = await openSettings(window);
  await settings.getByRole('button', { name: 'Add set' }).click();
  await window.getByRole('textbox', { name: 'Set name' }).fill('Company');
  await addRule(window, { Host: 'other.test' });
  await window.getByRole('button', { name: 'Save set' }).click();
  await expect(settings.getByRole('listitem', { name: 'Company' })).toContainText('1 rule');
  await keepPicture(window, testInfo, 'settings.png');
  await settings.getByRole('button', { name: 'Done' }).click();
  await panel.getByRole('button', { name: 'Choose sets' }).click();
  const sets = window.getByRole('dialog', { name: 'Choose rule sets' });
  await sets.getByRole('checkbox', { name: 'npm', exact: true }).click();
  await sets.getByRole('checkbox', { name: 'Company' }).click();
  await keepPicture(window, testInfo, 'sets.png');
  await expect(sets.getByRole('button', { name: 'Use these sets' })).toContainText('↵');
  await window.keyboard.press('Enter');
  await expect(row(panel, 'registry.npmjs.org')).toContainText('Set “npm”');
  await expect(row(panel, 'other.test')).toContainText('Set “Company”');
  await expect.poll(() => request('http://other.test/')).toContain('200');
  await expect(await showRequests(window)).toContainText('Set “Company”: allow other.test');

  await openSettings(window);
  await settings.getByRole('button', { name: 'Remove Company' }).click();
  const question = window.getByRole('alertdialog', { name: 'Remove Company?' });
  await expect(question).toContainText(NAME);
  await question.getByRole('button', { name: 'Remove set' }).click();
  await settings.getByRole('button', { name: 'Done' }).click();
  await expect.poll(() => request('http://other.test/')).toContain('403');
  await new AgentPage(window).show('Isolation');
  await expect(panel.getByText('“company”, which no longer exists')).toBeVisible();
});

test('a rule lasts for minutes or until the agent stops', async ({ window }, testInfo) => {
  const panel = await openIsolation(window);
  await addRule(window, { Host: 'allowed.test' }, { lasts: 'Until the agent stops' });
  await expect(row(panel, 'allowed.test')).toContainText('when the agent stops');
  await addRule(window, { Host: 'blocked.test' }, { lasts: 'For 10 minutes' });
  await expect(row(panel, 'blocked.test')).toContainText(/in \d+ min/);
  await expect.poll(() => request('http://allowed.test/')).toContain('200');
  expect(await seriousViolations(window)).toEqual([]);
  await rules(panel).scrollIntoViewIfNeeded();
  await keepPicture(window, testInfo, 'rules.png');
  await row(panel, 'blocked.test').getByRole('button', { name: 'Delete rule blocked.test' }).click();
  await expect(row(panel, 'blocked.test')).toHaveCount(0);
  await expect(await showRequests(window)).toContainText('For a while: allow allowed.test');

  const agent = new AgentPage(window);
  await agent.show('Isolation');
  await agent.action('Restart').click();
  await expect(row(panel, 'allowed.test')).toHaveCount(0);
  await expect(agent.status).toHaveText('Running');
  await expect.poll(() => request('http://allowed.test/')).toContain('403');
});

test('a host service is added with a warning, once its fields are filled', async ({ window }, testInfo) => {
  const panel = await openIsolation(window);
  await panel.getByRole('button', { name: 'Add host service' }).click();
  const dialog = window.getByRole('dialog', { name: 'Add host service' });
  await expect(dialog).toContainText('This is a way into your own network');
  await dialog.getByRole('button', { name: 'Add service' }).click();
  await expect(dialog).toContainText('Give the service a name.');
  await dialog.getByRole('textbox', { name: 'Service name' }).fill('Models');
  await dialog.getByRole('textbox', { name: 'Host name in the agent' }).fill('models.internal');
  await dialog.getByRole('textbox', { name: 'Port' }).fill('11434');
  await keepPicture(window, testInfo, 'service.png');
  await dialog.getByRole('button', { name: 'Add service' }).click();
  await expect(row(panel, 'models.internal')).toContainText('Host service “Models”');
});

const yamlDialog = (window: Page) => window.getByRole('dialog', { name: 'Egress as YAML' });
const yamlText = (window: Page) => yamlDialog(window).getByRole('textbox', { name: 'YAML' });
const review = (window: Page) => yamlDialog(window).getByRole('region', { name: 'What changes' });

test('egress as YAML is applied after a review, and what it gets wrong is named by line', async ({
  window,
}, testInfo) => {
  const panel = await openIsolation(window);
  await panel.getByRole('button', { name: 'Import or export' }).click();
  const dialog = yamlDialog(window);
  const yaml = yamlText(window);
  const apply = dialog.getByRole('button', { name: 'Apply' });
  await expect(yaml).toHaveValue(/version: 1/);
  await expect(apply).toBeDisabled();

  await yaml.fill('version: 1\nmode: full\nrules:\n  - host: "*"\n  - host: a.test\n    ports: [0]\n');
  const problems = dialog.getByRole('list', { name: 'Problems' });
  await expect(problems).toContainText('Line 4, column 5: "*" would allow every host.');
  await expect(problems).toContainText('Line 6, column 13: A port is at least 1.');
  await expect(apply).toBeDisabled();
  await keepPicture(window, testInfo, 'problems.png');
  await yaml.fill('a: &a [x]\nb: [*a, *a]\n');
  await expect(problems).toContainText('Line 2, column 5: Aliases');

  await yaml.fill('version: 1\nmode: allowlist\nallowedDomains: [allowed.test]\nsets: [gone]\n');
  await expect(review(window)).toContainText('+ Allowed domain allowed.test');
  await expect(review(window)).toContainText('There is no set “gone” here');
  expect(await seriousViolations(window)).toEqual([]);
  await keepPicture(window, testInfo, 'review.png');
  await apply.click();
  await expect(dialog).toBeHidden();
  await expect(row(panel, 'allowed.test')).toContainText('This agent');
  await expect.poll(() => request('http://allowed.test/')).toContain('200');
});

test('egress as YAML is saved to a file, and opened from it', async ({ window, app }) => {
  await createGatewayAgent(window, NAME);
  const panel = await new AgentPage(window).show('Isolation');
  const filePath = join(tmpdir(), `bulkhead-${process.pid}-egress.yaml`);
  await app.evaluate(({ dialog: shell }, path) => {
    shell.showSaveDialog = async () => ({ canceled: false, filePath: path });
    shell.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
  }, filePath);
  try {
    await panel.getByRole('button', { name: 'Import or export' }).click();
    await yamlDialog(window).getByRole('button', { name: 'Save file' }).click();
    await expect(new AppPage(window).toasts.filter({ hasText: filePath })).toBeVisible();
    expect(await readFile(filePath, 'utf8')).toContain('allowed.test');
    await yamlText(window).fill('version: 1\nmode: off\n');
    await expect(review(window)).toContainText('− Allowed domain allowed.test');
    await yamlDialog(window).getByRole('button', { name: 'Open file' }).click();
    await expect(review(window)).toContainText('Nothing: this is what is in force.');
  } finally {
    await rm(filePath, { force: true });
  }
});
