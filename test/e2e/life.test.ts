import type { Page } from '@playwright/test';
import { createAgent, test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { ConsoleTab } from '../harness/app/pages/console-tab.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const NAME = 'napper';

const activityOf = (window: Page) => new AppPage(window).bottomBar.getByRole('button', { name: /^Activity/ });

async function setBudget(window: Page, text: string): Promise<void> {
  const budget = window.getByRole('textbox', { name: 'Memory budget' });
  await budget.fill(text);
  await budget.press('Enter');
}

test('a bell in a console raises a badge until somebody types', async ({ window }) => {
  const agent = await createAgent(window, NAME, { egress: 'off' });
  const row = new AppPage(window).row(NAME);
  await agent.show('Console');
  await new ConsoleTab(window).run("sleep 2; printf '\\a'");
  await expect(row).toHaveAccessibleDescription(/Waits for you/);
  await expect(activityOf(window)).toHaveAccessibleName('Activity, 1 new');
  await window.keyboard.press('Enter');
  await expect(row).not.toHaveAccessibleDescription(/Waits for you/);
});

test('an idle time is checked when an agent is made, and shown in its details', async ({ window }) => {
  const main = new AppPage(window);
  const dialog = await main.newAgent();
  await dialog.fillWaiting(NAME);
  await dialog.root.getByRole('button', { name: 'Session life' }).click();
  const idle = dialog.root.getByRole('spinbutton', { name: 'Idle time before it is stopped' });
  await idle.fill('soon');
  await dialog.create.click();
  await expect(idle).toHaveAttribute('aria-invalid', 'true');
  await idle.fill('45');
  await dialog.create.click();
  await expect(main.row(NAME)).toHaveAccessibleDescription(/^Running/);

  await window.getByRole('tab', { name: 'Details', exact: true }).click();
  const life = window.getByRole('region', { name: 'Session life' });
  await expect(life.getByRole('spinbutton')).toHaveValue('45');
});

test('a console wakes a stopped agent once its life was changed to that', async ({ window }) => {
  const agent = await createAgent(window, NAME, { egress: 'off' });
  const details = await agent.show('Details');
  const life = details.getByRole('region', { name: 'Session life' });
  await life.getByRole('switch', { name: 'Wake for a console' }).click();
  await life.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(life.getByRole('button', { name: 'Save', exact: true })).toBeHidden();
  await agent.action('Stop').click();
  await expect(agent.status).toHaveText('Stopped');
  const panel = await agent.show('Console');
  await panel.getByRole('button', { name: 'New console' }).click();
  await expect(new AppPage(window).row(NAME)).toHaveAccessibleDescription(/^Running/);
});

test('Activity says what happened behind the window', async ({ window }) => {
  await createAgent(window, NAME, { egress: 'off' });
  const activity = activityOf(window);
  const list = window.getByRole('list', { name: 'Activity' });
  await docker('kill', `bulkhead-${NAME}`);
  await expect(activity).toHaveAccessibleName('Activity, 1 new');
  await activity.click();
  await expect(list.getByRole('listitem').first()).toContainText('Killed by SIGKILL');
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await window.keyboard.press('Escape');
  await expect(activity).toHaveAccessibleName('Activity');
});

test('an agent over the budget is not started, and the way to the budget is offered', async ({ window }) => {
  const agent = await createAgent(window, NAME, { egress: 'off' });
  await agent.action('Stop').click();
  await expect(agent.status).toHaveText('Stopped');
  await window.keyboard.press('ControlOrMeta+,');
  const budget = window.getByRole('textbox', { name: 'Memory budget' });
  await setBudget(window, 'lots');
  await expect(budget).toHaveAttribute('aria-invalid', 'true');
  await setBudget(window, '100m');
  await expect(budget).toHaveValue('100 MiB');
  await window.getByRole('button', { name: 'Done' }).click();
  await window.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(new AppPage(window).toasts.filter({ hasText: 'of your budget of 100 MiB' })).toBeVisible();
  await window.getByRole('button', { name: 'Change the budget' }).click();
  await setBudget(window, '');
  await expect(budget).toHaveValue('');
});

test('closing the window asks once, stops what runs, and remembers the answer', async ({
  running: { app, window },
  launch,
}) => {
  await createAgent(window, NAME);
  const closed = app.waitForEvent('close');
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  const question = window.getByRole('alertdialog', { name: 'Quit Bulkhead' });
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toBeHidden();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await question.getByRole('radio', { name: 'Stop them' }).click();
  await question.getByRole('button', { name: 'Quit', exact: true }).click();
  await closed;
  expect(await docker('inspect', '--format', '{{.State.Running}}', `bulkhead-${NAME}`)).toContain('false');

  const { window: next } = await launch();
  await new AppPage(next).open(NAME);
  await next.keyboard.press('ControlOrMeta+,');
  await expect(next.getByRole('combobox', { name: 'When Bulkhead quits' })).toHaveText('Stop them');
});
