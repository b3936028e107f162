import { seriousViolations } from '../harness/app/accessibility.ts';
import { expect, test } from '../harness/app/app.ts';
import { agentByDockerCli, openAgentTab } from '../harness/app/docker-cli-agent.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';

test('details show what is in force and why the agent ended, without environment values', async ({
  window,
}, testInfo) => {
  const agent = await agentByDockerCli(['sh', '-c', 'exit 3']);
  try {
    await openAgentTab(window, agent.name, 'Details');
    const container = window.getByRole('region', { name: 'Container', exact: true });
    await expect(container).toContainText("sh -c 'exit 3'");
    await expect(container).toContainText('Exit reason');
    await expect(container).toContainText('Exit code 3');
    await expect(container).toContainText('Restart count');
    await expect(window.getByRole('list', { name: 'Environment variables' })).toContainText('PATH');
    await expect(window.getByRole('region', { name: 'Environment' })).not.toContainText('/usr/bin');
    await expect(window.getByRole('region', { name: 'Limits' })).toContainText('Unlimited');
    await expect(window.getByRole('region', { name: 'Labels' })).toContainText('dev.bulkhead.agent');
    await window.getByRole('button', { name: 'Copy container id' }).click();
    expect(await seriousViolations(window)).toEqual([]);
    await keepPicture(window, testInfo, 'details.png');
    await window.emulateMedia({ colorScheme: 'dark' });
    await expect(window.locator('html')).toHaveAttribute('data-theme', 'dark');
    expect(await seriousViolations(window)).toEqual([]);
    await keepPicture(window, testInfo, 'details-dark.png');
  } finally {
    await agent.remove();
  }
});
