import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { expect, test } from '../harness/app/app.ts';
import { agentByDockerCli } from '../harness/app/docker-cli-agent.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';

const run = promisify(execFile);

test('the command line is installed from the palette, shows the window’s agents, and is removed', async ({
  plan,
  window,
}, testInfo) => {
  const path = join(plan.home, '.local/bin/bulkhead');
  // As the app's user, who owns the socket of the data folder.
  const launch = async (...args: string[]) => {
    const command = plan.env.BULKHEAD_APP === undefined ? path : plan.executablePath;
    const env = { ...plan.env, BULKHEAD_APP: path, BULKHEAD_DATA: plan.userData };
    return (await run(command, args, { env })).stdout;
  };
  const agent = await agentByDockerCli(['sleep', '600']);
  try {
    await expect(window.getByRole('navigation').getByText(agent.name).first()).toBeVisible();
    await window.keyboard.press('Control+K');
    await window.keyboard.type('install command');
    await window.keyboard.press('Enter');
    const dialog = window.getByRole('dialog', { name: 'Command line' });
    await expect(dialog.getByRole('status').first()).toContainText('Not installed');
    await dialog.getByRole('button', { name: 'Install command line' }).click();
    await expect(dialog.getByRole('button', { name: 'Remove command line' })).toBeVisible();
    await expect(dialog.getByRole('status').first()).toContainText(path);
    await expect(dialog).toContainText('export PATH="$HOME/.local/bin:$PATH"');
    expect(await seriousViolations(window)).toEqual([]);
    await keepPicture(window, testInfo, 'command-line.png');
    const listed: { name: string }[] = JSON.parse(await launch('ls', '--json'));
    expect(listed.map(({ name }) => name)).toEqual([agent.name]);
    // Each sees what the other changed.
    const status = window.getByRole('status', { name: 'Agent status' });
    await window.keyboard.press('Escape');
    await window.getByRole('navigation').getByText(agent.name).first().click();
    await launch('pause', agent.name);
    await expect(status).toHaveText(/Paused/);
    await window.getByRole('button', { name: 'Resume' }).click();
    await expect(status).toHaveText(/Running/);
    const again: { status: string }[] = JSON.parse(await launch('ls', '--json'));
    expect(again.map(({ status: shown }) => shown)).toEqual(['running']);
    await window.keyboard.press('Control+K');
    await window.keyboard.type('install command');
    await window.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Remove command line' }).click();
    await expect(dialog.getByRole('status').first()).toContainText('Not installed');
  } finally {
    await agent.remove();
  }
});
