import type { Page } from '@playwright/test';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { expect, test } from '../harness/app/app.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { ConsoleTab } from '../harness/app/pages/console-tab.ts';
import { docker } from '../harness/engine/docker-cli.ts';
import { leftBehind, takeInventory } from '../harness/engine/inventory.ts';

const NAME = 'rewinder';
const FORK = `${NAME}-fork`;
/** Content and rights of everything in the workspace. */
const picture = (name: string) =>
  docker(
    ...['exec', `bulkhead-${name}`, 'sh', '-c'],
    'cd /workspace && find . -type f -exec sha256sum {} + | sort; find . -exec stat -c "%n %a %u %F" {} + | sort',
  );

async function look(window: Page, file: (name: string) => string, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await window.emulateMedia({ colorScheme });
    await expect(window.locator('html')).toHaveAttribute('data-theme', colorScheme);
    expect(await seriousViolations(window)).toEqual([]);
    await window.screenshot({ path: file(`${name}-${colorScheme}.png`) });
  }
}

test('a wrecked workspace comes back from a snapshot, which is forked, compared and deleted to free its space', async ({
  launch,
  engine,
}, testInfo) => {
  const before = await takeInventory(engine);
  const { window } = await launch();
  const file = (name: string) => testInfo.outputPath(name);
  const main = new AppPage(window);
  const dialog = await main.newAgent();
  await dialog.fillWaiting(NAME);
  await dialog.create.click();
  await expect(main.row(NAME)).toHaveAccessibleDescription(/^Running/);
  const shell = new ConsoleTab(window);
  await shell.run(
    'mkdir -p /workspace/src && echo precious > /workspace/src/a && ln -s a /workspace/src/b && chmod 700 /workspace/src && touch /workspace/ready',
  );
  await expect.poll(() => docker('exec', `bulkhead-${NAME}`, 'ls', '/workspace')).toContain('ready');
  const good = await picture(NAME);

  await window.keyboard.press('ControlOrMeta+Shift+S');
  const snapshots = window.getByRole('dialog', { name: `Snapshots of ${NAME}` });
  const table = snapshots.getByRole('table', { name: 'Snapshots' });
  await test.step('it is saved under a name', async () => {
    await expect(snapshots.getByText('No snapshots yet')).toBeVisible();
    await snapshots.getByRole('button', { name: 'Save snapshot', exact: true }).click();
    await expect(snapshots.getByText('Give the snapshot a name.')).toBeVisible();
    await snapshots.getByRole('textbox', { name: 'Snapshot name' }).fill('before lunch');
    await snapshots.getByRole('button', { name: 'Save snapshot', exact: true }).click();
    await expect(table.getByRole('row', { name: /before lunch/ })).toBeVisible();
    await look(window, file, 'snapshots');
    await snapshots.getByRole('button', { name: 'Done' }).click();
  });

  await test.step('the workspace is wrecked in the console and restored', async () => {
    await shell.run('rm -rf /workspace/* && echo wreck > /workspace/wreck');
    await expect.poll(() => docker('exec', `bulkhead-${NAME}`, 'ls', '/workspace')).toBe('wreck');
    await window.keyboard.press('ControlOrMeta+Shift+S');
    await snapshots.getByRole('button', { name: 'Compare “before lunch”' }).click();
    const compared = window.getByRole('dialog', { name: 'Changes since “before lunch”' });
    await expect(compared.getByRole('row', { name: /src\/a.*deleted/ })).toBeVisible();
    await look(window, file, 'compare');
    await compared.getByRole('button', { name: 'Back to the snapshots' }).click();
    await snapshots.getByRole('button', { name: 'Restore “before lunch”' }).click();
    const question = window.getByRole('alertdialog', { name: 'Restore snapshot' });
    await expect(question).toContainText('Everything in the workspace is replaced');
    await look(window, file, 'restore');
    await question.getByRole('button', { name: 'Restore snapshot' }).click();
    await expect(table.getByRole('row', { name: /Before restoring/ })).toBeVisible();
    await expect.poll(() => picture(NAME).catch(() => '')).toBe(good);
  });

  await test.step('another agent goes on from it', async () => {
    await snapshots.getByRole('button', { name: 'Fork “before lunch”' }).click();
    const question = window.getByRole('alertdialog', { name: 'Fork snapshot' });
    await question.getByRole('button', { name: 'Fork snapshot' }).click();
    await expect.poll(() => picture(FORK).catch(() => '')).toBe(good);
    await snapshots.getByRole('button', { name: 'Done' }).click();
  });

  await test.step('the disk centre says what would go before it goes', async () => {
    await main.bottomBar.getByRole('button', { name: 'Disk', exact: true }).click();
    const disk = window.getByRole('dialog', { name: 'Disk usage' });
    await disk.getByRole('checkbox', { name: 'Choose Snapshot “before lunch”' }).check();
    await expect(disk.getByRole('status', { name: 'Chosen' })).toContainText('1 chosen, frees');
    await look(window, file, 'disk');
    await disk.getByRole('button', { name: 'Free space…' }).click();
    const question = window.getByRole('alertdialog', { name: 'Free disk space' });
    await expect(question.getByRole('list', { name: 'What is deleted' })).toContainText('before lunch');
    await look(window, file, 'dry-run');
    await question.getByRole('button', { name: 'Delete these' }).click();
    await expect(disk.getByRole('checkbox', { name: 'Choose Snapshot “before lunch”' })).toBeHidden();
    await disk.getByRole('button', { name: 'Done' }).click();
  });

  await window.emulateMedia({ colorScheme: null });
  for (const name of [NAME, FORK]) {
    const page = await main.open(name);
    await page.remove({ workspace: true });
    await expect(main.row(name)).toBeHidden();
  }
  await expect.poll(async () => leftBehind(before, await takeInventory(engine))).toEqual([]);
});
