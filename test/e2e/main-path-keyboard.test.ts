import { createAgent, test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { ConsoleTab } from '../harness/app/pages/console-tab.ts';
import { IsolationTab } from '../harness/app/pages/isolation-tab.ts';
import { Keyboard } from '../harness/app/pages/keyboard.ts';
import { NewAgentDialog } from '../harness/app/pages/new-agent-dialog.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const NAME = 'typist';

test('an agent is made without a mouse, and the focus is in its console until a command takes it away', async ({
  window,
}) => {
  const keys = new Keyboard(window);
  const agent = new AgentPage(window);
  const dialog = new NewAgentDialog(window);
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  await keys.press('Control+N');
  await expect(dialog.name).toBeFocused();
  await keys.type(NAME);
  await keys.tabTo(dialog.radio('Agent type', 'Shell'));
  await keys.press('ArrowRight');
  await expect(dialog.radio('Agent type', 'Custom image')).toBeChecked();
  await keys.tabTo(dialog.image);
  await keys.type('busybox:stable');
  await keys.tabTo(dialog.command);
  await keys.type('sleep infinity');
  await keys.tabTo(dialog.radio('Isolation preset', 'Balanced'));
  await keys.press('ArrowRight');
  await keys.tabTo(dialog.radio('Internet egress', 'Full'));
  await keys.press('ArrowRight');
  await expect(dialog.radio('Internet egress', 'Off')).toBeChecked();
  await keys.tabTo(dialog.cpus);
  await keys.press('ArrowDown');
  await expect(dialog.cpus).toHaveValue('0.5');
  await keys.press('Enter');
  await expect(dialog.root).toBeHidden();
  await expect(agent.heading).toHaveText(NAME);

  const terminal = new ConsoleTab(window);
  await expect(terminal.input).toBeFocused();
  await expect(terminal.screen).toContainText('$');
  await window.keyboard.type('echo sum $((40 + 2))');
  await keys.press('Enter');
  await expect(terminal.screen).toContainText('sum 42');
  await keys.command('Show Logs');
  await expect(agent.tab('Logs')).toHaveAttribute('aria-selected', 'true');
});

test('tabs open by number and by arrow, and isolation changes without a mouse', async ({ window }) => {
  const keys = new Keyboard(window);
  const agent = await createAgent(window, NAME, { egress: 'off' });
  await agent.show('Console');
  // A terminal keeps the keys that are pressed in it, but for those of the palette.
  await keys.command('Show Logs');
  await keys.press('Control+1');
  await expect(agent.figure('Memory')).toBeVisible();
  await keys.tabTo(agent.tab('Overview'));
  await keys.press('End');
  await expect(agent.panel('Details')).toContainText('busybox:stable');

  await keys.press('ArrowLeft');
  const isolation = new IsolationTab(window);
  await expect(isolation.panel).toBeVisible();
  await keys.tabTo(isolation.egress('Off'));
  await keys.press('ArrowLeft');
  await expect(isolation.egressInForce).toContainText('every public address');
  await keys.press('Control+Shift+O');
  await expect(isolation.egress('Off')).toBeChecked();
  await keys.tabTo(isolation.toggle('No new privileges'));
  await keys.press('Space');
  await expect(isolation.staged).toContainText('recreated');
  await keys.tabTo(isolation.apply);
  await keys.press('Enter');
  await expect(isolation.staged).toContainText('No changes staged');
  expect(await docker('inspect', '-f', '{{.HostConfig.SecurityOpt}}', `bulkhead-${NAME}`)).not.toContain(
    'no-new-privileges',
  );
});

test('keys pause, resume, stop, start, rename and duplicate an agent', async ({ window }) => {
  const keys = new Keyboard(window);
  const agent = await createAgent(window, NAME, { egress: 'off' });
  const actions = [
    ['Pause', 'F6', 'Paused'],
    ['Resume', 'F6', 'Running'],
    ['Stop', 'Shift+F5', 'Stopped'],
    ['Start', 'F5', 'Running'],
  ] as const;
  // A terminal keeps the keys that are pressed in it.
  await agent.show('Overview');
  for (const [action, key, status] of actions) {
    // A key does nothing while the action before it is under way, as the button shows.
    await expect(agent.action(action)).toBeEnabled();
    await keys.press(key);
    await expect(agent.status).toHaveText(status);
  }
  await keys.press('F2');
  await expect(window.getByRole('dialog', { name: 'Rename agent' })).toBeVisible();
  await keys.type('scribe');
  await keys.press('Enter');
  await expect(agent.heading).toHaveText('scribe');
  await keys.press('Control+D');
  await expect(window.getByRole('dialog', { name: 'Duplicate agent' })).toBeVisible();
  await keys.press('Enter');
  await expect(new AppPage(window).row('scribe-copy')).toHaveAccessibleDescription(/Running/);
});

test('agents are removed with their workspaces without a mouse', async ({ window }) => {
  const keys = new Keyboard(window);
  const main = new AppPage(window);
  const agent = await createAgent(window, NAME, { egress: 'off' });
  await agent.show('Overview');
  await agent.duplicate();
  await expect(main.row(`${NAME}-copy`)).toHaveAccessibleDescription(/Running/);
  for (const name of [NAME, `${NAME}-copy`]) {
    await keys.tabTo(main.row(name));
    await keys.press('Enter');
    await expect(agent.heading).toHaveText(name);
    await keys.press('Control+Backspace');
    const question = window.getByRole('alertdialog', { name: 'Remove agent' });
    await keys.tabTo(question.getByRole('checkbox', { name: 'Also delete the workspace volume' }));
    await keys.press('Space');
    await keys.tabTo(question.getByRole('button', { name: 'Remove agent', exact: true }));
    await keys.press('Enter');
    await expect(main.row(name)).toBeHidden();
  }
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  await expect.poll(() => docker('volume', 'ls', '-q')).toBe('');
  await expect.poll(() => docker('network', 'ls', '-q', '--filter', 'label=dev.bulkhead.role')).toBe('');
});
