import { seriousViolations } from '../../harness/app/accessibility.ts';
import { expect, test } from '../../harness/app/app.ts';
import { copyImage } from '../../harness/app/clipboard-image.ts';
import { agentByDockerCli, openAgentTab } from '../../harness/app/docker-cli-agent.ts';
import { ConsoleTab } from '../../harness/app/pages/console-tab.ts';
import { Keyboard } from '../../harness/app/pages/keyboard.ts';

// First reported as https://github.com/RchGrav/claudebox/issues/104 and
// https://github.com/anthropics/claude-code/issues/5277.
test('an image in the clipboard becomes a file of the agent, whose path is pasted', async ({
  window,
  app,
}) => {
  const readOnly = ['--read-only', '--tmpfs', '/tmp'];
  const agent = await agentByDockerCli(['sleep', '600'], 'busybox:stable', readOnly);
  try {
    await openAgentTab(window, agent.name, 'Console');
    const terminal = new ConsoleTab(window);
    await terminal.run('stty lnext undef; printf "\\033[?2004h"; echo ready $((1 + 1)); cat');
    await expect(terminal.screen).toContainText('ready 2');
    await copyImage(app);
    await terminal.input.focus();
    await window.keyboard.press('Control+V');
    const pasted = /\^\[\[200~\/tmp\/dropped\/image-\d{8}-\d{6}\.png \^\[\[201~/;
    await expect(terminal.screen).toContainText(pasted);
    await expect(terminal.input).toBeFocused();

    // What is not an image alone is the program's.
    await app.evaluate(({ clipboard }) => clipboard.writeText('a text'));
    await window.keyboard.press('Control+V');
    await window.keyboard.type('end');
    await expect(terminal.screen).toContainText('^Vend');
    await window.keyboard.press('Control+C');
    await terminal.run('clear; head -c 4 /tmp/dropped/image-*.png');
    await expect(terminal.screen).toContainText('PNG');
  } finally {
    await agent.remove();
  }
});

// First reported as https://github.com/anthropics/claude-code/issues/11002.
test('a screen reader reads what a console prints, when the person wants it', async ({ window }) => {
  const agent = await agentByDockerCli(['sleep', '600']);
  try {
    await openAgentTab(window, agent.name, 'Console');
    const terminal = new ConsoleTab(window);
    await terminal.run('echo ready $((1 + 1))');
    await expect(terminal.screen).toContainText('ready 2');
    const readOut = window.locator('.xterm').getByRole('list').getByText('ready 2');
    await expect(readOut).toHaveCount(0);
    await new Keyboard(window).command('Settings');
    const settings = window.getByRole('dialog', { name: 'Settings' });
    await settings
      .getByRole('radiogroup', { name: 'Screen reader' })
      .getByRole('radio', { name: 'On' })
      .click();
    await settings.getByRole('button', { name: 'Done' }).click();
    await expect(readOut).toHaveCount(1);
    expect(await seriousViolations(window)).toEqual([]);
  } finally {
    await agent.remove();
  }
});
