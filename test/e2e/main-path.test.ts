import { createAgent, createAgentInDialog, test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { ConsoleTab } from '../harness/app/pages/console-tab.ts';
import { IsolationTab } from '../harness/app/pages/isolation-tab.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const NAME = 'scout';
const CHOICES = { memoryMib: 64, egress: 'off' } as const;
const LIMIT_OF_96_MIB = String(96 * 1024 * 1024);

const CONTAINER = `bulkhead-${NAME}`;
const ROOT_AND_MEMORY = '{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.Memory}}';

/** One field of the agent's container as the engine has it. */
const inspect = (format: string, container = CONTAINER) => docker('inspect', '--format', format, container);

/** The ids of the app's objects on the engine. */
async function objects() {
  const label = 'label=dev.bulkhead.agent';
  const [containers, networks, volumes, images] = await Promise.all([
    docker('ps', '-aq', '--filter', 'label=dev.bulkhead.role'),
    docker('network', 'ls', '-q', '--filter', label),
    docker('volume', 'ls', '-q', '--filter', label),
    docker('images', '-q', '--filter', label),
  ]);
  return { containers, networks, volumes, images };
}

test('New Agent makes a running agent and opens a console in it', async ({ window }, testInfo) => {
  const main = new AppPage(window);
  const agent = new AgentPage(window);
  const dialog = await main.newAgent();
  await dialog.fillWaiting(NAME);
  await dialog.text('Purpose').fill('Finds the way');
  await dialog.chooseEgress('Off');
  await dialog.create.click();
  await expect(dialog.steps.filter({ hasText: 'Start the agent' })).toBeVisible();
  await expect(dialog.root).toBeHidden();
  await expect(agent.heading).toHaveText(NAME);
  await expect(agent.status).toHaveText('Running');
  await expect(main.row(NAME)).toHaveAccessibleDescription(/Running.*egress Off/);
  await expect(main.bottomBar).toContainText('Running1 of 1');

  const console = new ConsoleTab(window);
  await expect(agent.tab('Console')).toHaveAttribute('aria-selected', 'true');
  await console.run('id -u; echo kept > /workspace/note; echo sum $((40 + 2))');
  await expect(console.screen).toContainText('sum 42');
  await expect(console.screen).not.toContainText(/^0$/m);
  await expect(console.screen).not.toContainText('denied');
  await keepPicture(window, testInfo, 'console.png');
});

test('the tabs show the figures, the output and the container of an agent', async ({ window }, testInfo) => {
  const agent = await createAgentInDialog(window, NAME, {
    command: 'sh -c "echo ready; sleep infinity"',
    memory: '64m',
    egress: 'Off',
  });
  await agent.show('Overview');
  await expect(agent.figure('CPU')).toContainText(/[\d.]+ ?%/);
  await expect(agent.figure('Memory')).toContainText(/[\d.]+ ?(KiB|MiB)/);
  await expect(agent.figure('Memory')).toContainText('64 MiB');
  await expect(agent.figure('Processes')).toContainText(/[1-9]/);
  for (const name of ['Network I/O', 'Disk I/O']) {
    await expect(agent.figure(name)).toContainText(/\d ?(B|KiB)\/s/);
  }
  await keepPicture(window, testInfo, 'overview.png');

  const logs = await agent.show('Logs');
  await expect(logs.getByRole('log', { name: 'Agent logs' })).toContainText('ready');

  const details = await agent.show('Details');
  await expect(details).toContainText(await inspect('{{.Id}}'));
  await expect(details).toContainText('busybox:stable');
  await expect(details.getByRole('table', { name: 'Mounts' })).toContainText('/workspace');
});

test('egress and memory change in the running container', async ({ window }) => {
  const agent = await createAgent(window, NAME, CHOICES);
  await agent.show('Isolation');
  const isolation = new IsolationTab(window);
  await expect(isolation.posture).toContainText('Strong');
  const container = await inspect('{{.Id}}');
  await isolation.egress('Full').click();
  await expect(isolation.egressInForce).toContainText('every public address');
  await isolation.egress('Off').click();
  await expect(isolation.egressInForce).toContainText('nothing leaves');
  await isolation.memory.fill('96m');
  await expect(isolation.staged).toContainText('Takes effect at once');
  await isolation.apply.click();
  await expect.poll(() => inspect('{{.HostConfig.Memory}}')).toBe(LIMIT_OF_96_MIB);
  await expect(isolation.staged).toContainText('No changes staged');
  expect(await inspect('{{.Id}}')).toBe(container);
});

test('a change that needs a new container keeps the workspace and the limits', async ({
  window,
}, testInfo) => {
  const agent = await createAgent(window, NAME, CHOICES);
  await docker('exec', CONTAINER, 'sh', '-c', 'echo kept > /workspace/note');
  await agent.show('Isolation');
  const isolation = new IsolationTab(window);
  await isolation.memory.fill('96m');
  await isolation.apply.click();
  await expect.poll(() => inspect('{{.HostConfig.Memory}}')).toBe(LIMIT_OF_96_MIB);
  await expect(isolation.staged).toContainText('No changes staged');
  const container = await inspect('{{.Id}}');
  await expect(isolation.toggle('Read-only root filesystem')).toBeChecked();
  await isolation.toggle('Read-only root filesystem').click();
  await expect(isolation.staged).toContainText('recreated');
  await expect(isolation.staged).toContainText('Kept: workspace');
  await keepPicture(window, testInfo, 'recreate.png');
  await isolation.apply.click();
  await expect(isolation.staged).toContainText('No changes staged');
  await expect(agent.status).toHaveText('Running');
  expect(await inspect('{{.Id}}')).not.toBe(container);
  expect(await inspect(ROOT_AND_MEMORY)).toBe(`false ${LIMIT_OF_96_MIB}`);
  expect(await docker('exec', CONTAINER, 'cat', '/workspace/note')).toBe('kept');
});

test('a duplicate and the next start of the app have an agent as it was changed and renamed', async ({
  running: { window, close },
  launch,
}) => {
  const agent = await createAgent(window, NAME, CHOICES);
  await agent.show('Isolation');
  const isolation = new IsolationTab(window);
  await isolation.memory.fill('96m');
  await isolation.toggle('Read-only root filesystem').click();
  await isolation.apply.click();
  await expect(isolation.staged).toContainText('No changes staged');
  await agent.rename('ranger');
  await agent.duplicate();
  await expect(new AppPage(window).row('ranger-copy')).toHaveAccessibleDescription(/Running/);
  expect(await inspect(ROOT_AND_MEMORY, 'bulkhead-ranger-copy')).toBe(`false ${LIMIT_OF_96_MIB}`);

  await new AppPage(window).open('ranger');
  await close();
  const { window: next } = await launch();
  const reopened = new AgentPage(next);
  await expect(reopened.heading).toHaveText('ranger');
  await expect(reopened.status).toHaveText('Running');
  await expect(new AppPage(next).row('ranger-copy')).toBeVisible();
  await reopened.show('Isolation');
  const settings = new IsolationTab(next);
  await expect(settings.egress('Off')).toBeChecked();
  await expect(settings.memory).toHaveValue('96 MiB');
  await expect(settings.toggle('Read-only root filesystem')).not.toBeChecked();
  await expect(settings.toggle('Drop all capabilities')).toBeChecked();
});

test('the buttons of an agent pause, resume, restart, stop and start its container', async ({ window }) => {
  const agent = await createAgent(window, NAME, CHOICES);
  await agent.action('Pause').click();
  await expect(agent.status).toHaveText('Paused');
  await agent.action('Resume').click();
  await expect(agent.status).toHaveText('Running');
  const startedAt = await inspect('{{.State.StartedAt}}');
  await agent.action('Restart').click();
  await expect.poll(() => inspect('{{.State.StartedAt}} {{.State.Running}}')).not.toContain(startedAt);
  await expect(agent.status).toHaveText('Running');
  await agent.action('Stop').click();
  await expect(agent.status).toHaveText('Stopped');
  await agent.action('Start').click();
  await expect(agent.status).toHaveText('Running');
});

test('the removal of the agents leaves nothing of them on the engine', async ({ window }) => {
  const before = await objects();
  const main = new AppPage(window);
  const agent = await createAgent(window, NAME, CHOICES);
  await agent.duplicate();
  await expect(main.row(`${NAME}-copy`)).toHaveAccessibleDescription(/Running/);
  for (const name of [NAME, `${NAME}-copy`]) {
    await (await main.open(name)).remove({ workspace: true });
    await expect(main.row(name)).toBeHidden();
  }
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  await expect.poll(objects).toEqual({ ...before, containers: '', networks: '', volumes: '' });
});
