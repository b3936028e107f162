import { expect, test } from '../harness/app/app.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { ConsoleTab } from '../harness/app/pages/console-tab.ts';
import { IsolationTab } from '../harness/app/pages/isolation-tab.ts';
import { docker } from '../harness/engine/docker-cli.ts';

/** One field of the agent's container as the engine has it. */
const inspect = (format: string, container = 'bulkhead-scout') =>
  docker('inspect', '--format', format, container);

test('from New Agent to a console, through every tab, over a restart, to nothing left', async ({
  running,
  launch,
}, testInfo) => {
  const labelledImages = () => docker('images', '-q', '--filter', 'label=dev.bulkhead.agent');
  const imagesBefore = await labelledImages();
  let { app, window } = running;
  let main = new AppPage(window);
  let agent = new AgentPage(window);

  await test.step('create', async () => {
    const dialog = await main.newAgent();
    await dialog.fillWaiting('scout');
    await dialog.text('Purpose').fill('Finds the way');
    await dialog.command.fill('sh -c "echo ready; sleep infinity"');
    await dialog.chooseEgress('Off');
    await dialog.memory.fill('64m');
    await dialog.create.click();
    await expect(dialog.steps.filter({ hasText: 'Start the agent' })).toBeVisible();
    await expect(dialog.root).toBeHidden();
    await expect(agent.heading).toHaveText('scout');
    await expect(agent.status).toHaveText('Running');
    await expect(main.row('scout')).toHaveAccessibleDescription(/Running.*egress Off/);
    await expect(main.bottomBar).toContainText('Running1 of 1');
  });

  await test.step('console', async () => {
    const console = new ConsoleTab(window);
    await expect(agent.tab('Console')).toHaveAttribute('aria-selected', 'true');
    await console.run('id -u; echo kept > /workspace/note; echo sum $((40 + 2))');
    await expect(console.screen).toContainText('sum 42');
    await expect(console.screen).not.toContainText(/^0$/m);
    await expect(console.screen).not.toContainText('denied');
    await window.screenshot({ path: testInfo.outputPath('console.png') });
  });

  await test.step('overview', async () => {
    await agent.show('Overview');
    await expect(agent.figure('CPU')).toContainText(/[\d.]+ ?%/);
    await expect(agent.figure('Memory')).toContainText(/[\d.]+ ?(KiB|MiB)/);
    await expect(agent.figure('Memory')).toContainText('64 MiB');
    await expect(agent.figure('Processes')).toContainText(/[1-9]/);
    for (const name of ['Network I/O', 'Disk I/O']) {
      await expect(agent.figure(name)).toContainText(/\d ?(B|KiB)\/s/);
    }
    await window.screenshot({ path: testInfo.outputPath('overview.png') });
  });

  await test.step('logs', async () => {
    const panel = await agent.show('Logs');
    await expect(panel.getByRole('log', { name: 'Agent logs' })).toContainText('ready');
  });

  await test.step('isolation, live', async () => {
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
    await expect.poll(() => inspect('{{.HostConfig.Memory}}')).toBe(String(96 * 1024 * 1024));
    await expect(isolation.staged).toContainText('No changes staged');
    expect(await inspect('{{.Id}}')).toBe(container);
  });

  await test.step('isolation, with a new container that keeps the workspace', async () => {
    const isolation = new IsolationTab(window);
    const container = await inspect('{{.Id}}');
    await expect(isolation.toggle('Read-only root filesystem')).toBeChecked();
    await isolation.toggle('Read-only root filesystem').click();
    await expect(isolation.staged).toContainText('recreated');
    await expect(isolation.staged).toContainText('Kept: workspace');
    await window.screenshot({ path: testInfo.outputPath('recreate.png') });
    await isolation.apply.click();
    await expect(isolation.staged).toContainText('No changes staged');
    await expect(agent.status).toHaveText('Running');
    expect(await inspect('{{.Id}}')).not.toBe(container);
    expect(await inspect('{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.Memory}}')).toBe(
      `false ${96 * 1024 * 1024}`,
    );
    expect(await docker('exec', 'bulkhead-scout', 'cat', '/workspace/note')).toBe('kept');
  });

  await test.step('details', async () => {
    const panel = await agent.show('Details');
    await expect(panel).toContainText(await inspect('{{.Id}}'));
    await expect(panel).toContainText('busybox:stable');
    await expect(panel.getByRole('table', { name: 'Mounts' })).toContainText('/workspace');
  });

  await test.step('lifecycle', async () => {
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

  await test.step('rename and duplicate', async () => {
    await agent.action('Rename').click();
    const rename = window.getByRole('dialog', { name: 'Rename agent' });
    await rename.getByRole('textbox', { name: 'Name' }).fill('ranger');
    await rename.getByRole('button', { name: 'Rename agent' }).click();
    await expect(agent.heading).toHaveText('ranger');
    await agent.action('Duplicate').click();
    const duplicate = window.getByRole('dialog', { name: 'Duplicate agent' });
    await duplicate.getByRole('button', { name: 'Duplicate agent' }).click();
    await expect(main.row('ranger-copy')).toHaveAccessibleDescription(/Running/);
    expect(
      await inspect('{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.Memory}}', 'bulkhead-ranger-copy'),
    ).toBe(`false ${96 * 1024 * 1024}`);
  });

  await test.step('a restart of the app changes nothing', async () => {
    await main.open('ranger');
    await app.close();
    ({ app, window } = await launch());
    main = new AppPage(window);
    agent = new AgentPage(window);
    await expect(agent.heading).toHaveText('ranger');
    await expect(agent.status).toHaveText('Running');
    await expect(main.row('ranger-copy')).toBeVisible();
    await agent.show('Isolation');
    const isolation = new IsolationTab(window);
    await expect(isolation.egress('Off')).toBeChecked();
    await expect(isolation.memory).toHaveValue('96 MiB');
    await expect(isolation.toggle('Read-only root filesystem')).not.toBeChecked();
    await expect(isolation.toggle('Drop all capabilities')).toBeChecked();
  });

  await test.step('remove', async () => {
    await agent.remove({ workspace: true });
    await expect(main.row('ranger')).toBeHidden();
    agent = await main.open('ranger-copy');
    await agent.remove({ workspace: true });
    await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
    await expect
      .poll(async () => {
        const label = 'label=dev.bulkhead.agent';
        const [containers, networks, volumes, images] = await Promise.all([
          docker('ps', '-aq', '--filter', 'label=dev.bulkhead.role'),
          docker('network', 'ls', '-q', '--filter', label),
          docker('volume', 'ls', '-q', '--filter', label),
          labelledImages(),
        ]);
        return { containers, networks, volumes, images };
      })
      .toEqual({ containers: '', networks: '', volumes: '', images: imagesBefore });
  });
});
