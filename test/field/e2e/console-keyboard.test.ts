import type { Page } from '@playwright/test';
import { expect, test } from '../../harness/app/app.ts';
import { agentByDockerCli, openAgentTab } from '../../harness/app/docker-cli-agent.ts';
import { ConsoleTab } from '../../harness/app/pages/console-tab.ts';
import { Keyboard } from '../../harness/app/pages/keyboard.ts';

/** What the pointer meets in a console. */
const surface = (window: Page) => window.locator('.xterm-screen');

/** Opens a console whose program has printed a line, and has the keyboard. */
async function openConsole(window: Page, name: string): Promise<ConsoleTab> {
  await openAgentTab(window, name, 'Console');
  const terminal = new ConsoleTab(window);
  await terminal.run('echo ready $((1 + 1))');
  await expect(terminal.screen).toContainText('ready 2');
  return terminal;
}

// First reported as https://github.com/anthropics/claude-code/issues/1203.
test('Shift+Enter is a new line, once, as the program wants it', async ({ window }) => {
  const agent = await agentByDockerCli(['sleep', '600'], 'debian:bookworm-slim');
  try {
    const terminal = await openConsole(window, agent.name);
    for (const [round, [request, bytes]] of [
      ['', '^[^M'],
      ['printf "\\033[>1u"; ', '^[[13;2u'],
      ['printf "\\033[<u\\033[>4;2m"; ', '^[[27;2;13~'],
    ].entries()) {
      await terminal.run(`clear; ${request}stty -icrnl; echo reads ${round}$((1 + 1)); cat -v; stty sane`);
      // The number is of this round: the screen may still show what the round before printed.
      await expect(terminal.screen).toContainText(`reads ${round}2`);
      await window.keyboard.type('a');
      await window.keyboard.press('Shift+Enter');
      await window.keyboard.type('b');
      await window.keyboard.press('Control+J');
      await expect(terminal.screen).toContainText(`a${bytes}b`);
      await window.keyboard.press('Control+C');
    }
  } finally {
    await agent.remove();
  }
});

// First reported as https://github.com/pingdotgg/t3code/issues/10921 (middle click) and
// https://github.com/danshapiro/freshell/issues/124 (drop).
test('after a paste, a middle click and a drop the keyboard is in the console', async ({ window, app }) => {
  const agent = await agentByDockerCli(['sleep', '600']);
  try {
    const terminal = await openConsole(window, agent.name);
    await app.evaluate(async ({ clipboard }) => {
      await clipboard.writeText('echo one $((1 + 0))\necho two $((1 + 1))\n');
      const { selection } = clipboard as { selection?: Electron.Clipboard };
      const older = clipboard as unknown as { writeText(text: string, type: string): void };
      const selected = 'echo selected $((3 * 3))';
      await (selection ? selection.writeText(selected) : older.writeText(selected, 'selection'));
    });
    const dialog = window.getByRole('alertdialog', { name: 'Paste several lines?' });
    for (const ask of [
      () => window.keyboard.press('Control+Shift+V'),
      () => surface(window).click({ button: 'right' }),
    ]) {
      await ask();
      await dialog.getByRole('button', { name: 'Paste', exact: true }).click();
      await expect(dialog).toBeHidden();
      await expect(terminal.input).toBeFocused();
      await expect(terminal.screen).toContainText('two 2');
      await terminal.run('clear; echo cleared $((4 + 4))');
      await expect(terminal.screen).toContainText('cleared 8');
    }
    await surface(window).click({ button: 'middle' });
    await expect(terminal.screen).toContainText('echo selected $((3 * 3))');
    await window.keyboard.press('Enter');
    await expect(terminal.screen).toContainText('selected 9');

    const drop = async (kind: 'text' | 'file', content: string) => {
      const dropped = await window.evaluateHandle(
        ([what, text]) => {
          const transfer = new DataTransfer();
          if (what === 'text') transfer.setData('text/plain', text);
          else transfer.items.add(new File([text], "it's here.txt"));
          return transfer;
        },
        [kind, content] as const,
      );
      await surface(window).dispatchEvent('drop', { dataTransfer: dropped });
      await expect(terminal.input).toBeFocused();
    };
    await drop('text', 'echo dropped $((4 * 4))');
    await window.keyboard.press('Enter');
    await expect(terminal.screen).toContainText('dropped 16');
    await window.keyboard.type('cat ');
    await drop('file', 'what was in the file');
    await expect(terminal.screen).toContainText('cat ');
    await expect(terminal.screen).toContainText('here.txt');
    await window.keyboard.press('Enter');
    await expect(terminal.screen).toContainText('what was in the file');
  } finally {
    await agent.remove();
  }
});

// First reported as https://github.com/microsoft/terminal/issues/9707 and https://github.com/Eugeny/tabby/issues/2525.
test('choosing the Console tab, or an agent while its console shows, puts the keyboard into it', async ({
  window,
}) => {
  const agents = [await agentByDockerCli(['sleep', '600']), await agentByDockerCli(['sleep', '600'])];
  const [first, second] = agents.map(({ name }) => name) as [string, string];
  const tab = (name: string) => window.getByRole('tab', { name, exact: true });
  const row = (name: string) => window.getByRole('navigation', { name: 'Agents' }).getByText(name);
  try {
    const terminal = await openConsole(window, first);
    for (const choose of [
      async () => {
        await tab('Logs').click();
        await tab('Console').click();
      },
      () => tab('Console').click(),
      () => row(first).click(),
      () => row(second).click(),
      () => new Keyboard(window).command('Show Console'),
    ]) {
      await choose();
      await expect(terminal.input).toBeFocused();
    }
    await terminal.run('echo typed $((5 * 5))');
    await expect(terminal.screen).toContainText('typed 25');

    // Arrow keys go on to the next tab; a character goes into the console.
    await tab('Logs').click();
    await window.keyboard.press('ArrowLeft', { delay: 100 });
    await expect(tab('Console')).toHaveAttribute('aria-selected', 'true');
    await expect(tab('Console')).toBeFocused();
    await window.keyboard.type('echo by key $((6 * 6))');
    await window.keyboard.press('Enter');
    await expect(terminal.screen).toContainText('by key 36');
  } finally {
    for (const agent of agents) await agent.remove();
  }
});

// First reported as https://github.com/radix-ui/primitives/issues/419.
test('every dialog gives the focus back to where it was', async ({ window }) => {
  const agent = await agentByDockerCli(['sleep', '600']);
  const keys = new Keyboard(window);
  try {
    const terminal = await openConsole(window, agent.name);
    const anyDialog = window.getByRole('dialog').or(window.getByRole('alertdialog'));
    const closes = async () => {
      await expect(anyDialog).toHaveCount(1);
      await window.keyboard.press('Escape');
      await expect(anyDialog).toHaveCount(0);
      await expect(terminal.input).toBeFocused();
    };
    await window.keyboard.press('Control+Shift+P');
    await closes();
    for (const command of [
      ...['New Agent', 'Import agent…', 'Save snapshot…', 'Export agent…', 'Rename agent'],
      ...['Remove agent', 'Settings', 'Show disk usage…', 'Images', 'Choose socket'],
    ]) {
      await keys.command(command);
      await test.step(command, closes);
    }
    const opener = window.getByRole('button', { name: 'New Agent' });
    await opener.click();
    await expect(anyDialog).toHaveCount(1);
    await window.keyboard.press('Escape');
    await expect(opener).toBeFocused();
  } finally {
    await agent.remove();
  }
});

// First reported as https://github.com/agent-of-empires/agent-of-empires/issues/2420.
test('a text that a program copies is offered, and copied when the person agrees', async ({
  window,
  app,
}) => {
  const agent = await agentByDockerCli(['sleep', '600']);
  const clipboard = () => app.evaluate(({ clipboard }) => clipboard.readText());
  try {
    await app.evaluate(({ clipboard }) => clipboard.writeText('untouched'));
    const terminal = await openConsole(window, agent.name);
    await terminal.run('printf "\\033]52;c;Y29waWVkIHRleHQ=\\007\\033]52;c;?\\007"; echo asked $((2 * 2))');
    await expect(terminal.screen).toContainText('asked 4');
    await expect(window.getByText('The agent wants to copy 11 characters')).toBeVisible();
    expect(await clipboard()).toBe('untouched');
    await window.getByRole('button', { name: 'Copy', exact: true }).click();
    await expect.poll(clipboard).toBe('copied text');
    await expect(terminal.input).toBeFocused();
  } finally {
    await agent.remove();
  }
});
