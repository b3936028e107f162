import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { test as base, expect } from '../harness/app/app.ts';
import { agentByDockerCli, openAgentTab } from '../harness/app/docker-cli-agent.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { ConsoleTab } from '../harness/app/pages/console-tab.ts';
import { docker } from '../harness/engine/docker-cli.ts';
import { Doorway } from '../harness/engine/engine-doorway.ts';

/** The app reaches the engine through a door that a test can shut: to the app, the engine stops and comes back. */
const test = base.extend<{ doorway: Doorway }>({
  doorway: async ({ engine }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'bulkhead-e2e-'));
    await chmod(folder, 0o755);
    const doorway = new Doorway(join(folder, 'docker.sock'), engine.dockerHost);
    await use(doorway);
    await doorway.shut();
    await rm(folder, { recursive: true });
  },
  dockerHost: async ({ doorway }, use) => await use(`unix://${doorway.path}`),
});

test('an engine that is not there is told of, tried again by itself, and found when it comes up', async ({
  doorway,
  window,
}, testInfo) => {
  const main = new AppPage(window);
  await expect(main.engineAlert).toBeVisible();
  await expect(main.engineAlert.getByRole('list', { name: 'Endpoints tried' })).toContainText(doorway.path);
  await expect(main.engineAlert.getByRole('button', { name: 'Choose socket' })).toBeEnabled();
  await keepPicture(window, testInfo, 'unreachable.png');
  expect(await seriousViolations(window)).toEqual([]);

  await test.step('Retry finds nothing yet', async () => {
    await main.engineAlert.getByRole('button', { name: 'Retry' }).click();
    await expect(main.engineAlert.getByRole('button', { name: 'Retry' })).toBeEnabled();
  });
  await test.step('it comes up', async () => {
    await doorway.open();
    await expect(main.engineAlert).toBeHidden();
    await expect(main.bottomBar).toContainText(/Docker \d+\.\d+/);
    await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  });
});

test('an engine that goes away leaves agents listed as unreachable, and all goes on when it is back', async ({
  doorway,
  window,
}, testInfo) => {
  await doorway.open();
  const main = new AppPage(window);
  const agent = await agentByDockerCli([
    'sh',
    '-c',
    'i=0; while :; do echo line $((i += 1)); sleep 0.2; done',
  ]);
  try {
    await openAgentTab(window, agent.name, 'Console');
    const terminal = new ConsoleTab(window);
    await terminal.run('echo before $((20 + 2))');
    await expect(terminal.screen).toContainText('before 22');
    const page = await main.open(agent.name);
    const logs = (await page.show('Logs')).getByRole('log', { name: 'Agent logs' });
    await expect(logs).toContainText('line 3');

    await doorway.shut();
    await expect(main.engineAlert).toBeVisible();
    await expect(page.status).toHaveText('Unreachable');
    await expect(main.row(agent.name)).toHaveAccessibleDescription(/^Unreachable/);
    await expect(page.action('Stop')).toBeDisabled();
    expect(await seriousViolations(window)).toEqual([]);
    await keepPicture(window, testInfo, 'logs-cut.png');
    await page.show('Console');
    await keepPicture(window, testInfo, 'console-cut.png');

    const lastLine = (await docker('logs', '--tail', '1', agent.name)).trim();
    await doorway.open();
    await expect(main.engineAlert).toBeHidden();
    await expect(page.status).toHaveText('Running');
    await window.getByRole('button', { name: 'Reconnect' }).click();
    await terminal.run('echo after $((20 + 3))');
    await expect(terminal.screen).toContainText('after 23');
    await expect(terminal.screen).toContainText('before 22');
    await page.show('Logs');
    await expect(logs).toContainText(lastLine);
  } finally {
    await agent.remove();
  }
});

test('an engine that goes away in the middle of a creation ends it in words, and what is left is cleared away', async ({
  doorway,
  window,
}, testInfo) => {
  await doorway.open();
  await docker('rmi', '-f', 'debian:bookworm-slim');
  const main = new AppPage(window);
  await expect(main.bottomBar).toContainText(/Docker \d+\.\d+/);
  const dialog = await main.newAgent();
  await dialog.fillWaiting('half-made');
  await dialog.image.fill('debian:bookworm-slim');
  await dialog.create.click();
  // The pull may end at once, because the engine shares layers between images.
  await expect(dialog.steps.filter({ hasText: 'Create the network' })).toContainText('done');
  await doorway.shut();
  await expect(dialog.root.getByRole('status')).toContainText('engine is not reachable');
  await expect(dialog.alerts.filter({ hasText: 'The agent was not created' })).toBeVisible();
  await keepPicture(window, testInfo, 'pull-cut.png');

  await doorway.open();
  await expect(dialog.create).toBeEnabled();
  await expect(dialog.name).toHaveValue('half-made');
  await dialog.root.getByRole('button', { name: 'Close' }).click();
  const notice = window.getByRole('status').filter({ hasText: 'left unfinished' });
  await expect(notice).toBeVisible();
  await keepPicture(window, testInfo, 'leftovers.png');
  await notice.getByRole('button', { name: 'Clean up' }).click();
  await expect(notice).toBeHidden();
  await docker('pull', 'debian:bookworm-slim');
});
