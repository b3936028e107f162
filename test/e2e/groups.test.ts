import { createAgent, createAgentInDialog, test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { ConsoleTab } from '../harness/app/pages/console-tab.ts';
import { IsolationTab } from '../harness/app/pages/isolation-tab.ts';

const serve = 'echo hello from ant > /tmp/index.html; exec httpd -f -p 8080 -h /tmp';

test('agents of a group reach each other by name until one leaves it', async ({ window }) => {
  await createAgent(window, 'ant', { command: ['sh', '-c', serve], egress: 'off', group: 'web' });
  const agent = await createAgentInDialog(window, 'bee', { egress: 'Off', group: 'web' });

  const terminal = new ConsoleTab(window);
  await terminal.run('wget -Y off -qO- http://ant:8080');
  await expect(terminal.screen).toContainText('hello from ant');

  const isolation = new IsolationTab(window);
  await agent.show('Isolation');
  await expect(isolation.panel.getByRole('list', { name: 'Reasons' })).toContainText(
    'In the group “web” with ant',
  );
  const group = isolation.panel.getByRole('combobox', { name: 'Group' });
  await expect(group).toHaveValue('web');
  await (await agent.show('Details')).getByText('bulkhead-group-web').waitFor();
  await window.getByRole('button', { name: 'Fleet', exact: true }).click();
  await expect(window.getByRole('row', { name: /^Open bee/ })).toContainText('Group web');

  await window.getByRole('button', { name: 'Open bee' }).click();
  await agent.show('Isolation');
  await group.fill('');
  await expect(isolation.staged).toHaveText('Takes effect at once; the agent keeps running.');
  await isolation.apply.click();
  await expect(isolation.staged).toHaveText('No changes staged.');
  await expect(isolation.panel.getByRole('list', { name: 'Reasons' })).not.toContainText('In the group');

  await agent.show('Console');
  await terminal.run('clear; wget -Y off -qO- http://ant:8080');
  await expect(terminal.screen).toContainText('bad address');
});
