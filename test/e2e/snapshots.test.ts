import type { Page, TestInfo } from '@playwright/test';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { type AgentChoices, createAgent, test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { ConsoleTab } from '../harness/app/pages/console-tab.ts';
import { SnapshotsDialog } from '../harness/app/pages/snapshots-dialog.ts';
import { docker } from '../harness/engine/docker-cli.ts';
import { leftBehind, takeInventory } from '../harness/engine/inventory.ts';

const NAME = 'rewinder';
const FORK = `${NAME}-fork`;
const SNAPSHOT = 'before lunch';
const FILES =
  'mkdir -p /workspace/src && echo precious > /workspace/src/a && ln -s a /workspace/src/b && chmod 700 /workspace/src && touch /workspace/ready';

const inside = (name: string, script: string) => docker('exec', `bulkhead-${name}`, 'sh', '-c', script);

/** Content and rights of everything in the workspace. */
const describeWorkspace = (name: string) =>
  inside(
    name,
    'cd /workspace && find . -type f -exec sha256sum {} + | sort; find . -exec stat -c "%n %a %u %F" {} + | sort',
  );

/** Checks the accessibility of what is shown and pictures it, in the light and the dark theme. */
async function checkThemes(window: Page, testInfo: TestInfo, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await window.emulateMedia({ colorScheme });
    await expect(window.locator('html')).toHaveAttribute('data-theme', colorScheme);
    expect(await seriousViolations(window)).toEqual([]);
    await keepPicture(window, testInfo, `${name}-${colorScheme}.png`);
  }
}

/** Makes an agent with files in its workspace, and opens its snapshots. */
async function openSnapshots(
  window: Page,
  choices: AgentChoices = { egress: 'off' },
): Promise<SnapshotsDialog> {
  await createAgent(window, NAME, choices);
  await inside(NAME, FILES);
  const snapshots = new SnapshotsDialog(window, NAME);
  await snapshots.open();
  return snapshots;
}

test('a snapshot is saved under a name', async ({ window }, testInfo) => {
  const snapshots = await openSnapshots(window);
  await expect(snapshots.root.getByText('No snapshots yet')).toBeVisible();
  await snapshots.saveButton.click();
  await expect(snapshots.root.getByText('Give the snapshot a name.')).toBeVisible();
  await snapshots.save(SNAPSHOT);
  await checkThemes(window, testInfo, 'snapshots');
});

test('a workspace that was wrecked in a console is compared with a snapshot, and restored from it', async ({
  window,
}, testInfo) => {
  const snapshots = await openSnapshots(window);
  const good = await describeWorkspace(NAME);
  await snapshots.save(SNAPSHOT);
  await snapshots.close();
  await new AgentPage(window).show('Console');
  await new ConsoleTab(window).run('rm -rf /workspace/* && echo wreck > /workspace/wreck');
  await expect.poll(() => inside(NAME, 'ls /workspace')).toBe('wreck');

  await snapshots.open();
  await snapshots.action('Compare', SNAPSHOT).click();
  const comparison = window.getByRole('dialog', { name: `Changes since “${SNAPSHOT}”` });
  await expect(comparison.getByRole('row', { name: /src\/a.*deleted/ })).toBeVisible();
  await checkThemes(window, testInfo, 'compare');
  await comparison.getByRole('button', { name: 'Back to the snapshots' }).click();

  await snapshots.action('Restore', SNAPSHOT).click();
  const question = window.getByRole('alertdialog', { name: 'Restore snapshot' });
  await expect(question).toContainText('Everything in the workspace is replaced');
  await checkThemes(window, testInfo, 'restore');
  await question.getByRole('button', { name: 'Restore snapshot' }).click();
  await expect(snapshots.row(/Before restoring/)).toBeVisible();
  await expect.poll(() => describeWorkspace(NAME).catch(() => '')).toBe(good);
});

test('a fork starts from the snapshot, and is removed without a trace like its origin', async ({
  window,
  engine,
}) => {
  const before = await takeInventory(engine);
  // With a gateway and its network, of which no trace may be left either.
  const snapshots = await openSnapshots(window, {});
  const good = await describeWorkspace(NAME);
  await snapshots.save(SNAPSHOT);
  await inside(NAME, 'rm -rf /workspace/*');
  await snapshots.action('Fork', SNAPSHOT).click();
  const question = window.getByRole('alertdialog', { name: 'Fork snapshot' });
  await question.getByRole('button', { name: 'Fork snapshot' }).click();
  await expect.poll(() => describeWorkspace(FORK).catch(() => '')).toBe(good);
  await snapshots.close();

  const main = new AppPage(window);
  for (const name of [NAME, FORK]) {
    const page = await main.open(name);
    await page.remove({ workspace: true });
    await expect(main.row(name)).toBeHidden();
  }
  await expect.poll(async () => leftBehind(before, await takeInventory(engine))).toEqual([]);
});

test('the disk centre lists what it would delete before it deletes a snapshot', async ({
  window,
}, testInfo) => {
  const snapshots = await openSnapshots(window);
  await snapshots.save(SNAPSHOT);
  await snapshots.close();
  await new AppPage(window).bottomBar.getByRole('button', { name: 'Disk', exact: true }).click();
  const disk = window.getByRole('dialog', { name: 'Disk usage' });
  await disk.getByRole('checkbox', { name: `Choose Snapshot “${SNAPSHOT}”` }).check();
  await expect(disk.getByRole('status', { name: 'Chosen' })).toContainText('1 chosen, frees');
  await checkThemes(window, testInfo, 'disk');
  await disk.getByRole('button', { name: 'Free space…' }).click();
  const question = window.getByRole('alertdialog', { name: 'Free disk space' });
  await expect(question.getByRole('list', { name: 'What is deleted' })).toContainText(SNAPSHOT);
  await checkThemes(window, testInfo, 'dry-run');
  await question.getByRole('button', { name: 'Delete these' }).click();
  await expect(disk.getByRole('checkbox', { name: `Choose Snapshot “${SNAPSHOT}”` })).toBeHidden();
});
