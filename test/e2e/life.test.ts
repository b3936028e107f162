import { expect, test } from '../harness/app/app.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { ConsoleTab } from '../harness/app/pages/console-tab.ts';
import { docker } from '../harness/engine/docker-cli.ts';
import { leftBehind, takeInventory } from '../harness/engine/inventory.ts';

const NAME = 'napper';

test('an agent asks for attention, is woken by a console, keeps to the budget and is stopped when the app quits', async ({
  launch,
  engine,
}) => {
  const before = await takeInventory(engine);
  const { app, window } = await launch();
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
  const row = main.row(NAME);
  await expect(row).toHaveAccessibleDescription(/^Running/);
  const activity = main.bottomBar.getByRole('button', { name: /^Activity/ });
  const list = window.getByRole('list', { name: 'Activity' });

  await test.step('a bell in a console raises a badge until somebody types', async () => {
    await new ConsoleTab(window).run("sleep 2; printf '\\a'");
    await expect(row).toHaveAccessibleDescription(/Waits for you/);
    await expect(activity).toHaveAccessibleName('Activity, 1 new');
    await window.keyboard.press('Enter');
    await expect(row).not.toHaveAccessibleDescription(/Waits for you/);
  });

  await test.step('its life is changed while it lives', async () => {
    await window.getByRole('tab', { name: 'Details', exact: true }).click();
    const life = window.getByRole('region', { name: 'Session life' });
    await expect(life.getByRole('spinbutton')).toHaveValue('45');
    await life.getByRole('switch', { name: 'Wake for a console' }).click();
    await life.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(life.getByRole('button', { name: 'Save', exact: true })).toBeHidden();
  });

  await test.step('what happens behind the window is told in words', async () => {
    await docker('kill', `bulkhead-${NAME}`);
    await expect(activity).toHaveAccessibleName('Activity, 2 new');
    await activity.click();
    await expect(list.getByRole('listitem').first()).toContainText('Killed by SIGKILL');
    await expect(list.getByRole('listitem')).toHaveCount(2);
    await window.keyboard.press('Escape');
    await expect(activity).toHaveAccessibleName('Activity');
  });

  await test.step('an agent over the budget is not started, and the way to the budget is offered', async () => {
    await window.keyboard.press('ControlOrMeta+,');
    const budget = window.getByRole('textbox', { name: 'Memory budget' });
    await budget.fill('lots');
    await budget.press('Enter');
    await expect(budget).toHaveAttribute('aria-invalid', 'true');
    await budget.fill('100m');
    await budget.press('Enter');
    await expect(budget).toHaveValue('100 MiB');
    await window.getByRole('button', { name: 'Done' }).click();
    await window.getByRole('button', { name: 'Start', exact: true }).click();
    await expect(main.toasts.filter({ hasText: 'of your budget of 100 MiB' })).toBeVisible();
    await window.getByRole('button', { name: 'Change the budget' }).click();
    await budget.fill('');
    await budget.press('Enter');
    await expect(budget).toHaveValue('');
    await window.getByRole('button', { name: 'Done' }).click();
  });

  await test.step('opening a console wakes it', async () => {
    await window.getByRole('tab', { name: 'Console', exact: true }).click();
    await window.getByRole('button', { name: 'New console' }).click();
    await expect(row).toHaveAccessibleDescription(/^Running/);
  });

  await test.step('closing the window asks once, and stops what runs', async () => {
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
  });

  await test.step('the answer is kept, and the agent goes for good', async () => {
    const again = await launch();
    const page = await new AppPage(again.window).open(NAME);
    await again.window.keyboard.press('ControlOrMeta+,');
    await expect(again.window.getByRole('combobox', { name: 'When Bulkhead quits' })).toHaveText('Stop them');
    await again.window.keyboard.press('Escape');
    await page.remove({ workspace: true });
    await expect.poll(async () => leftBehind(before, await takeInventory(engine))).toEqual([]);
  });
});
