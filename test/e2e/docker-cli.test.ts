import type { Locator } from '@playwright/test';
import { expect, test } from '../harness/app/app.ts';
import { agentByDockerCli } from '../harness/app/docker-cli-agent.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { docker } from '../harness/engine/docker-cli.ts';

test('the list, the counts and the page follow what somebody does with docker', async ({ window }) => {
  const main = new AppPage(window);
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  const agent = await agentByDockerCli(['sleep', '600']);
  const { name } = agent;
  const row = main.row(name);
  const shows = (status: string, locator: Locator = row) =>
    expect(locator).toHaveAccessibleDescription(new RegExp(`^${status}`));
  try {
    await shows('Running');
    await expect(main.bottomBar).toContainText('Running1 of 1');
    const page = await main.open(name);
    const acts: readonly [string[], string][] = [
      [['pause'], 'Paused'],
      [['unpause'], 'Running'],
      [['stop', '-t', '1'], 'Stopped'],
      [['start'], 'Running'],
      [['kill'], 'Stopped|Failed'],
      [['start'], 'Running'],
      [['restart', '-t', '1'], 'Running'],
    ];
    for (const [command, status] of acts) {
      await test.step(`docker ${command.join(' ')}`, async () => {
        await docker(...command, name);
        await shows(`(${status})`);
        await expect(page.status).toHaveText(new RegExp(status));
      });
    }
    await test.step('a rename', async () => {
      await docker('rename', name, `${name}-renamed`);
      await expect(main.row(`${name}-renamed`)).toBeVisible();
      await docker('rename', `${name}-renamed`, name);
      await expect(row).toBeVisible();
    });
    await test.step('docker rm while its page is open', async () => {
      await docker('rm', '-f', name);
      await expect(row).toBeHidden();
      await expect(window.getByRole('heading', { name: `${name} was removed` })).toBeVisible();
      await expect(main.bottomBar).toContainText('Running0 of 0');
      await window.getByRole('button', { name: 'Show all agents' }).click();
      await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
    });
  } finally {
    await docker('rm', '-f', name).catch(() => 'gone already');
  }
});

test('an agent that was created and never started is offered for cleaning up, until somebody starts it', async ({
  window,
}) => {
  const main = new AppPage(window);
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  const labels = ['--label', 'dev.bulkhead.agent=half', '--label', 'dev.bulkhead.role=agent'];
  await docker('create', '--name', 'bulkhead-half', '--init', ...labels, 'busybox:stable', 'sleep', '600');
  try {
    await expect(main.row('half')).toHaveAccessibleDescription(/^Stopped/);
    await window.reload();
    const notice = window.getByRole('status').filter({ hasText: 'left unfinished' });
    await expect(notice).toContainText('half');
    await docker('start', 'bulkhead-half');
    await expect(main.row('half')).toHaveAccessibleDescription(/^Running/);
    await expect(notice).toBeHidden();
  } finally {
    await docker('rm', '-f', 'bulkhead-half');
  }
});

test('an agent that runs out of memory, or whose program fails, says so in words', async ({ window }) => {
  const main = new AppPage(window);
  const hungry = await agentByDockerCli(['sh', '-c', 'exec tail /dev/zero'], 'busybox:stable', [
    '--memory',
    '32m',
  ]);
  const failing = await agentByDockerCli(['sh', '-c', 'exit 7']);
  try {
    await expect(main.row(hungry.name)).toHaveAccessibleDescription(/^Failed/);
    const page = await main.open(hungry.name);
    const details = await page.show('Details');
    await expect(details).toContainText(/out of memory|OOM|memory limit/i);
    await main.open(failing.name);
    await expect(page.status).toHaveText('Failed');
    await expect(details).toContainText(/code 7|Exit code7/i);
  } finally {
    await hungry.remove();
    await failing.remove();
  }
});
