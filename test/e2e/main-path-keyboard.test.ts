import { expect, test } from '../harness/app/app.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { ConsoleTab } from '../harness/app/pages/console-tab.ts';
import { IsolationTab } from '../harness/app/pages/isolation-tab.ts';
import { Keyboard } from '../harness/app/pages/keyboard.ts';
import { NewAgentDialog } from '../harness/app/pages/new-agent-dialog.ts';
import { docker } from '../harness/engine/docker-cli.ts';

test('the main path needs no mouse', async ({ window }) => {
  const keys = new Keyboard(window);
  const main = new AppPage(window);
  const agent = new AgentPage(window);
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();

  await test.step('create', async () => {
    const dialog = new NewAgentDialog(window);
    await keys.press('Control+N');
    await expect(dialog.name).toBeFocused();
    await keys.type('typist');
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
    await expect(agent.heading).toHaveText('typist');
  });

  await test.step('console: the focus is in it, and gets out of it', async () => {
    const terminal = new ConsoleTab(window);
    await expect(terminal.input).toBeFocused();
    await expect(terminal.screen).toContainText('$');
    await window.keyboard.type('echo sum $((40 + 2))');
    await keys.press('Enter');
    await expect(terminal.screen).toContainText('sum 42');
    await keys.command('Show Logs');
    await expect(agent.tab('Logs')).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('tabs by number and by arrow', async () => {
    await keys.press('Control+1');
    await expect(agent.figure('Memory')).toBeVisible();
    await keys.tabTo(agent.tab('Overview'));
    await keys.press('End');
    await expect(agent.panel('Details')).toContainText('busybox:stable');
  });

  await test.step('isolation', async () => {
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
    expect(await docker('inspect', '-f', '{{.HostConfig.SecurityOpt}}', 'bulkhead-typist')).not.toContain(
      'no-new-privileges',
    );
  });

  await test.step('lifecycle', async () => {
    const acts = [
      ['Pause', 'F6', 'Paused'],
      ['Resume', 'F6', 'Running'],
      ['Stop', 'Shift+F5', 'Stopped'],
      ['Start', 'F5', 'Running'],
    ] as const;
    for (const [action, key, status] of acts) {
      // A key does nothing while the act before it is under way, as the button shows.
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
    await expect(main.row('scribe-copy')).toBeVisible();
  });

  await test.step('remove, with its workspace', async () => {
    await expect(main.row('scribe-copy')).toHaveAccessibleDescription(/Running/);
    for (const name of ['scribe', 'scribe-copy']) {
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
});
