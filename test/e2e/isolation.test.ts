import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { createAgent, createAgentInDialog, test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import type { AgentPage } from '../harness/app/pages/agent-page.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const NAME = 'quiet-otter';

/** Makes an agent, and shows its Isolation tab. */
async function openIsolation(window: Page): Promise<AgentPage> {
  const agent = await createAgent(window, NAME, { memoryMib: 128 });
  await agent.show('Isolation');
  return agent;
}

const inspect = async (format: string) => await docker('inspect', '-f', format, `bulkhead-${NAME}`);
const posture = (window: Page) => window.getByRole('status', { name: 'Posture' });
const staged = (window: Page) => window.getByRole('status', { name: 'Staged changes' });
const apply = (window: Page) => window.getByRole('button', { name: 'Apply changes' });

test('egress switches at once, and a list of domains is applied once it can be read', async ({ window }) => {
  await openIsolation(window);
  await expect(posture(window)).toContainText('Strong');
  await expect(posture(window)).toContainText('shares the host’s kernel');
  const egress = window.getByRole('radiogroup', { name: 'Internet egress' });
  const inForce = window.getByRole('status', { name: 'Egress in force' });
  await egress.getByRole('radio', { name: 'Off' }).click();
  await expect(inForce).toContainText('nothing leaves');
  await egress.getByRole('radio', { name: 'Allowlist' }).click();
  const domains = window.getByRole('textbox', { name: 'Allowed domains' });
  await domains.fill('http://example.com');
  await expect(domains).toHaveAttribute('aria-invalid', 'true');
  await expect(apply(window)).toBeDisabled();
  await domains.fill('example.com\n*.example.org');
  await apply(window).click();
  await expect(inForce).toContainText('2 domains');
  await expect(staged(window)).toHaveText('No changes staged.');
});

test('limits change live, and hardening makes a new container with them', async ({ window }, testInfo) => {
  await openIsolation(window);
  const before = await inspect('{{.Id}}');
  await window.getByRole('textbox', { name: 'Memory limit' }).fill('96m');
  await expect(staged(window)).toContainText('the agent keeps running');
  await apply(window).click();
  await expect.poll(() => inspect('{{.HostConfig.Memory}}')).toBe(String(96 * 1024 * 1024));
  expect(await inspect('{{.Id}}')).toBe(before);

  await window.getByRole('switch', { name: 'Read-only root filesystem' }).click();
  await window.getByRole('combobox', { name: 'Seccomp profile' }).click();
  await window.getByRole('option', { name: /Tightened/ }).click();
  await expect(staged(window)).toContainText('recreated to change the root filesystem, the seccomp profile');
  await expect(staged(window)).toContainText('Kept: workspace, home, network');
  await keepPicture(window, testInfo, 'staged.png');
  expect(await seriousViolations(window)).toEqual([]);
  await apply(window).click();
  await expect(posture(window)).toContainText('Moderate');
  await expect(staged(window)).toHaveText('No changes staged.');
  expect(await inspect('{{.Id}}')).not.toBe(before);
  expect(await inspect('{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.Memory}}')).toBe('false 100663296');
  await expect(window.getByRole('list', { name: 'Reasons' })).toContainText('Writable root filesystem');
  await window.getByRole('button', { name: /what protects it/ }).click();
  await expect(window.getByRole('list', { name: 'Reasons' })).toContainText('Tightened system call filter');

  await window.getByRole('switch', { name: 'No new privileges' }).click();
  await window.getByRole('button', { name: 'Discard' }).click();
  await expect(window.getByRole('switch', { name: 'No new privileges' })).toBeChecked();
});

test('a custom seccomp profile is checked before anything happens, then put in force', async ({
  window,
  app,
}) => {
  // The app's user may not be able to read the checkout.
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-seccomp-'));
  chmodSync(folder, 0o755);
  const file = join(folder, 'profile.json');
  const choose = async (text: string) => {
    writeFileSync(file, text);
    chmodSync(file, 0o644);
    await app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
    }, file);
  };
  await openIsolation(window);
  const before = await inspect('{{.Id}}');
  const profile = window.getByRole('combobox', { name: 'Seccomp profile' });

  await choose('{"defaultAction":"SCMP_ACT_ERRNO"}');
  await profile.click();
  await window.getByRole('option', { name: /Custom file/ }).click();
  await expect(profile).toContainText('profile.json');
  await apply(window).click();
  await expect(window.getByRole('alert', { name: 'The changes could not be applied' })).toContainText(
    'refuses execve',
  );
  await expect(profile).toHaveAttribute('aria-invalid', 'true');
  expect(await inspect('{{.Id}}')).toBe(before);

  await choose('{"defaultAction":"SCMP_ACT_ALLOW"}');
  await window.getByRole('button', { name: 'Choose file…' }).click();
  await apply(window).click();
  await expect(posture(window)).toContainText('Weak');
  await expect(window.getByRole('list', { name: 'Reasons' })).toContainText('filter with holes');
  await expect(profile).toContainText('profile.json');
  rmSync(folder, { recursive: true });
});

const verify = (window: Page) => window.getByRole('button', { name: 'Verify isolation' });
const report = (window: Page) => window.getByRole('table', { name: 'Verification report' });
const result = (window: Page) => window.getByRole('status', { name: 'Verification result' });
const reportRow = (window: Page, text: string) => report(window).getByRole('row').filter({ hasText: text });

test('isolation is verified once the agent runs', async ({ window }, testInfo) => {
  const agent = await createAgentInDialog(window, NAME, { memory: '128m', verify: true });
  await agent.show('Isolation');
  await expect(result(window)).toContainText('None failed');
  for (const probe of [
    'Capabilities',
    'Direct TCP to the internet',
    'Look up a random name',
    'The host at',
    'An open tunnel',
    'Forwarding in the gateway',
    'in the audit',
  ]) {
    await expect(reportRow(window, probe).first()).toContainText('Pass');
  }
  await expect(report(window)).not.toContainText('Fail');
  expect(await seriousViolations(window)).toEqual([]);
  await keepPicture(window, testInfo, 'verified.png');
});

test('a network connected with docker is a drift that fails the verification, until it is restored', async ({
  window,
}, testInfo) => {
  const agent = await openIsolation(window);
  await docker('network', 'connect', 'bridge', `bulkhead-${NAME}`);
  const drift = window.getByRole('region', { name: 'Drift' });
  await expect(drift).toContainText('Network “bridge”: expected Not connected');
  await expect(posture(window)).toContainText('Weak');
  await expect(window.getByRole('list', { name: 'Reasons' })).toContainText('Network “bridge” leads outside');
  await verify(window).click();
  await expect(result(window)).toContainText('failed');
  await expect(reportRow(window, 'Networks')).toContainText('Fail');
  await expect(reportRow(window, 'Direct TCP')).toContainText('Fail');
  await keepPicture(window, testInfo, 'failed.png');

  await agent.show('Details');
  await agent.show('Isolation');
  await expect(result(window)).toContainText('failed');
  // One more than six where the network of the machine answers at Docker Desktop's own address.
  await expect(window.getByText(/^[67] probes failed$/)).toBeVisible();
  await window.getByRole('button', { name: 'Show report' }).click();
  await expect(report(window)).toBeInViewport();
  await expect(window.getByRole('heading', { level: 1, name: NAME })).toBeInViewport();
  for (const colorScheme of ['light', 'dark'] as const) {
    await window.emulateMedia({ colorScheme });
    await expect(window.locator('html')).toHaveAttribute('data-theme', colorScheme);
    expect(await seriousViolations(window)).toEqual([]);
    await keepPicture(window, testInfo, `failed-${colorScheme}.png`);
  }

  await drift.getByRole('button', { name: 'Restore' }).click();
  await expect(drift).toBeHidden();
  expect(await inspect('{{json .NetworkSettings.Networks}}')).not.toContain('"bridge"');
});

test('a failed verification marks the agent over a restart, until it passes', async ({
  launch,
  plan,
}, testInfo) => {
  const first = await launch();
  await openIsolation(first.window);
  await docker('network', 'connect', 'bridge', `bulkhead-${NAME}`);
  await verify(first.window).click();
  await expect(result(first.window)).toContainText('failed');
  const mark = (window: Page) => window.getByText(/^Isolation failed: \d probes/);
  await expect(mark(first.window)).toBeVisible();
  await docker('network', 'disconnect', 'bridge', `bulkhead-${NAME}`);
  await first.app.close();

  const { app, window } = await launch();
  await expect(mark(window)).toBeVisible();
  const row = window.getByRole('navigation', { name: 'Agents' }).getByRole('button', { name: NAME });
  await expect(row).toHaveAttribute('aria-description', /Isolation failed/);
  await window.getByRole('tab', { name: 'Isolation', exact: true }).click();
  await expect(window.getByText(/probes failed$/)).toBeVisible();

  for (const [name, start] of [
    ['report.html', '<!doctype html>'],
    ['report.json', '{'],
  ] as const) {
    const filePath = join(plan.home, name);
    await app.evaluate(({ dialog }, path) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: path });
    }, filePath);
    await window.getByRole('button', { name: 'Save report' }).click();
    await expect(window.getByText(filePath)).toBeVisible();
    const text = readFileSync(filePath, 'utf8');
    expect(text.startsWith(start)).toBe(true);
    expect(text).toContain('Direct TCP to the internet');
  }

  await verify(window).click();
  await expect(result(window)).toContainText('None failed');
  await expect(mark(window)).toBeHidden();
  await window.getByRole('button', { name: 'History (2)' }).click();
  const history = window.getByRole('table', { name: 'Verification history' });
  await expect(history.getByRole('row')).toHaveCount(3);
  await expect(history.getByRole('row').last()).toContainText('Networks · ');
  await keepPicture(window, testInfo, 'history.png');
  expect(await seriousViolations(window)).toEqual([]);
});
