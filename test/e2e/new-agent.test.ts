import { expect, test } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { docker } from '../harness/engine/docker-cli.ts';

test('a Shell agent takes two clicks: it has a name, safe defaults, and is the person’s own', async ({
  window,
}, testInfo) => {
  const main = new AppPage(window);
  const dialog = await main.newAgent();
  await expect(dialog.radio('Agent type', 'Shell')).toBeChecked();
  await expect(dialog.radio('Isolation preset', 'Balanced')).toBeChecked();
  await expect(dialog.name).toHaveValue(/^[a-z]+-[a-z]+/);
  const name = await dialog.name.inputValue();
  await dialog.create.click();
  await expect(dialog.root).toBeHidden();

  const agent = new AgentPage(window);
  await expect(agent.heading).toHaveText(name);
  await expect(agent.status).toHaveText('Running');
  await keepPicture(window, testInfo, 'shell-agent.png');
  const facts = '{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.Init}}';
  expect(await docker('inspect', '-f', facts, `bulkhead-${name}`)).toBe('true [ALL] true');
  const inside = 'id -u; touch /workspace/a ~/b && echo writes; touch /c || echo refused';
  expect(await docker('exec', `bulkhead-${name}`, 'sh', '-c', inside)).toMatch(/^[1-9]\d*\nwrites\nrefused$/);
  await agent.remove({ workspace: true });
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  await expect.poll(() => docker('network', 'ls', '-q', '--filter', 'label=dev.bulkhead.role')).toBe('');
});

test('a preset says what it means, and the domains follow the egress', async ({ window }) => {
  const dialog = await new AppPage(window).newAgent();
  const meaning = dialog.root.getByRole('list', { name: 'What this means' });
  await dialog.radio('Isolation preset', 'Strict').click();
  await expect(meaning).toContainText('No internet');
  await expect(dialog.radio('Internet egress', 'Off')).toBeChecked();
  await expect(dialog.text('Allowed domains')).toBeHidden();
  await dialog.radio('Isolation preset', 'Open').click();
  await expect(meaning).toContainText('Any public address');
  await dialog.chooseEgress('Allowlist');
  await expect(dialog.text('Allowed domains')).toBeVisible();
  await dialog.cancel.click();
  await expect(dialog.root).toBeHidden();
});

test('a creation is cancelled on its way, and leaves nothing', async ({ window }, testInfo) => {
  await docker('rmi', '-f', 'debian:bookworm-slim');
  try {
    const dialog = await new AppPage(window).newAgent();
    await dialog.fillWaiting('undone');
    await dialog.image.fill('debian:bookworm-slim');
    await dialog.create.click();
    await expect(dialog.steps.filter({ hasText: 'Pull the image' })).toBeVisible();
    await keepPicture(window, testInfo, 'pulling.png');
    await dialog.cancel.click();
    await expect(dialog.create).toBeEnabled();
    await expect(dialog.name).toHaveValue('undone');
    expect(await docker('ps', '-aq', '--filter', 'label=dev.bulkhead.agent')).toBe('');
    expect(await docker('volume', 'ls', '-q', '--filter', 'label=dev.bulkhead.agent')).toBe('');
  } finally {
    await docker('pull', 'debian:bookworm-slim');
  }
});

test('a secret of any provider is added above the dialog, with a name, and chosen for the agent', async ({
  window,
}) => {
  const dialog = await new AppPage(window).newAgent();
  await dialog.radio('Agent type', 'Shell').click();
  await dialog.root.getByRole('button', { name: 'Add secret' }).click();
  const secret = window.getByRole('dialog', { name: 'Add secret' });
  await expect(secret.getByRole('textbox', { name: 'Name' })).toHaveValue('Anthropic');
  await secret.getByRole('combobox', { name: 'Provider' }).click();
  await window
    .getByRole('option', { name: /^GitHub/ })
    .first()
    .click();
  await expect(secret.getByRole('textbox', { name: 'Name' })).toHaveValue('GitHub');
  await secret.getByRole('textbox', { name: 'Secret' }).fill('ghp_not-a-real-one');
  await secret.getByRole('button', { name: 'Save secret' }).click();
  // There is no keyring in this test.
  await window.getByRole('button', { name: 'Keep it in memory' }).click();
  await expect(dialog.root.getByRole('checkbox', { name: 'GitHub' })).toBeChecked();
});
