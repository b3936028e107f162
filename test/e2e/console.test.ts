import type { Page } from '@playwright/test';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { expect, test } from '../harness/app/app.ts';
import { agentByDockerCli, openAgentTab } from '../harness/app/docker-cli-agent.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const input = (window: Page) => window.getByRole('textbox', { name: 'Terminal input' });
/** xterm draws rows of text with its DOM renderer, which is what a machine without a GPU has. */
const screen = (window: Page) => window.locator('.xterm-rows');

async function type(window: Page, text: string): Promise<void> {
  await input(window).focus();
  await window.keyboard.type(text);
  await window.keyboard.press('Enter');
}

test('a console opens by itself, runs a shell, resizes, and says how it ended', async ({
  window,
}, testInfo) => {
  const agent = await agentByDockerCli(['sleep', '600'], 'debian:bookworm-slim');
  try {
    await openAgentTab(window, agent.name, 'Console');
    await expect(window.getByRole('tablist', { name: 'Consoles' }).getByRole('tab')).toHaveCount(1);
    await type(window, 'echo "in $0 with $TERM, grün 漢字"; stty size; ls --color=always /');
    await expect(screen(window)).toContainText('in bash with xterm-256color, grün 漢字');
    expect(await seriousViolations(window)).toEqual([]);
    await keepPicture(window, testInfo, 'console.png');
    await window.emulateMedia({ colorScheme: 'dark' });
    await expect(window.locator('html')).toHaveAttribute('data-theme', 'dark');
    expect(await seriousViolations(window)).toEqual([]);
    await keepPicture(window, testInfo, 'console-dark.png');

    await window.getByRole('tab', { name: 'Logs', exact: true }).click();
    await window.getByRole('tab', { name: 'Console', exact: true }).click();
    await expect(screen(window)).toContainText('grün 漢字');

    await window.getByRole('button', { name: 'New console' }).click();
    await expect(window.getByRole('tab', { name: 'Shell 2' })).toHaveAttribute('aria-selected', 'true');
    await type(window, 'exit 3');
    await expect(window.getByText('The shell exited with code 3.')).toBeVisible();
    await window.getByRole('button', { name: 'Open a new console' }).click();
    await type(window, 'echo again $((40 + 2))');
    await expect(screen(window)).toContainText('again 42');
    expect(await seriousViolations(window)).toEqual([]);

    await window.getByRole('button', { name: 'Close console' }).click();
    await expect(window.getByRole('tab', { name: 'Shell 2' })).toBeHidden();
    await expect.poll(async () => (await docker('top', agent.name)).split('\n').length).toBe(4);
  } finally {
    await agent.remove();
  }
});

test('a paste of several lines is asked about, and loses its control characters', async ({ window, app }) => {
  const agent = await agentByDockerCli(['sleep', '600']);
  try {
    await openAgentTab(window, agent.name, 'Console');
    await type(window, 'echo ready $((1 + 1))');
    await expect(screen(window)).toContainText('ready 2');
    await app.evaluate(({ clipboard }) =>
      clipboard.writeText('echo one\u001b[201~; echo 1$((1))\necho 2$((2))\n'),
    );
    await input(window).focus();
    await window.keyboard.press('Control+Shift+V');
    const dialog = window.getByRole('alertdialog', { name: 'Paste several lines?' });
    await expect(dialog).toContainText('2 lines');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toBeHidden();
    await expect(screen(window)).not.toContainText('11');

    await input(window).focus();
    await window.keyboard.press('Control+Shift+V');
    await dialog.getByRole('button', { name: 'Paste', exact: true }).click();
    await expect(screen(window)).toContainText('22');
    await expect(screen(window)).toContainText('one[201~');
  } finally {
    await agent.remove();
  }
});

test('a program in a console reaches neither the clipboard nor the title', async ({ window, app }) => {
  const agent = await agentByDockerCli(['sleep', '600']);
  try {
    await app.evaluate(({ clipboard }) => clipboard.writeText('untouched'));
    await openAgentTab(window, agent.name, 'Console');
    await type(
      window,
      'printf "\\033]52;c;ZXZpbA==\\007\\033]0;evil title\\007\\033]52;c;?\\007"; echo done $((2 * 4))',
    );
    await expect(screen(window)).toContainText('done 8');
    expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe('untouched');
    await expect(window).toHaveTitle('Bulkhead');
  } finally {
    await agent.remove();
  }
});

test('a console survives a restart of its agent by reconnecting', async ({ window }, testInfo) => {
  const agent = await agentByDockerCli(['sleep', '600']);
  try {
    await openAgentTab(window, agent.name, 'Console');
    await type(window, 'echo before $((3 * 3))');
    await expect(screen(window)).toContainText('before 9');
    await docker('restart', '-t', '1', agent.name);
    await window.getByRole('button', { name: 'Reconnect' }).click();
    await type(window, 'echo after $((4 * 4))');
    await expect(screen(window)).toContainText('after 16');
    await expect(screen(window)).toContainText(/before 9[\s\S]*new console[\s\S]*after 16/);
    await keepPicture(window, testInfo, 'reconnected.png');
  } finally {
    await agent.remove();
  }
});

test('30 MB of output neither freeze the window nor outlive Ctrl+C', async ({ window }) => {
  const agent = await agentByDockerCli(['sleep', '600']);
  try {
    await openAgentTab(window, agent.name, 'Console');
    await type(
      window,
      'yes 0123456789012345678901234567890123456789 | head -c 30000000 >/tmp/data; echo made $((5 * 5))',
    );
    await expect(screen(window)).toContainText('made 25');
    await type(window, 'cat /tmp/data; echo finished $((6 * 6))');
    // On a busy machine 30 MB take longer than what tests usually wait for.
    await expect(screen(window)).toContainText('finished 36', { timeout: 200_000 });

    await type(window, 'while :; do cat /tmp/data; done');
    await expect(screen(window)).not.toContainText('finished 36');
    // The window answers during the output, so a key takes effect before the flood ends.
    await window.getByRole('tab', { name: 'Overview', exact: true }).click();
    await expect(window.getByRole('tabpanel', { name: 'Overview' })).toBeVisible();
    await window.getByRole('tab', { name: 'Console', exact: true }).click();
    await input(window).focus();
    await window.keyboard.press('Control+C');
    await type(window, 'echo stopped $((7 * 7))');
    await expect(screen(window)).toContainText('stopped 49');
  } finally {
    await agent.remove();
  }
});

test('a stopped agent offers to start, and the command for other terminals is copied', async ({
  window,
  app,
  engine,
}) => {
  const agent = await agentByDockerCli(['sleep', '600']);
  try {
    await docker('stop', '-t', '1', agent.name);
    await openAgentTab(window, agent.name, 'Console');
    await window.getByRole('button', { name: 'Open in external terminal' }).click();
    const command = await app.evaluate(({ clipboard }) => clipboard.readText());
    expect(command).toMatch(/^docker -H \S+ exec -it [0-9a-f]{12} sh -c /);
    expect(command).toContain(engine.dockerHost);
    await window.getByRole('tabpanel').getByRole('button', { name: 'Start the agent' }).click();
    await expect(input(window)).toBeVisible();
  } finally {
    await agent.remove();
  }
});

test('quitting the app ends its shells', async ({ running }) => {
  const agent = await agentByDockerCli(['sleep', '600']);
  try {
    await openAgentTab(running.window, agent.name, 'Console');
    await type(running.window, 'echo up $((9 * 9)); sleep 500');
    await expect(screen(running.window)).toContainText('up 81');
    await running.app.close();
    await expect.poll(async () => (await docker('top', agent.name)).split('\n').length).toBe(3);
  } finally {
    await agent.remove();
  }
});

test('programs of consoles that a killed app left running are shown at the next start, and ended', async ({
  running,
  launch,
}) => {
  const agent = await agentByDockerCli(['sleep', '600']);
  try {
    await openAgentTab(running.window, agent.name, 'Console');
    await type(running.window, 'echo up $((9 * 9)); sleep 543');
    await expect(screen(running.window)).toContainText('up 81');
    const closed = running.app.waitForEvent('close');
    running.app.process().kill('SIGKILL');
    await closed;

    const { window } = await launch();
    await openAgentTab(window, agent.name, 'Console');
    const callout = window.getByRole('status').filter({ hasText: 'Programs of earlier consoles still run' });
    await expect(callout).toContainText('sleep 543');
    await callout.getByRole('button', { name: 'End', exact: true }).click();
    await expect(callout).toBeHidden();
    await expect.poll(() => docker('top', agent.name)).not.toContain('sleep 543');
  } finally {
    await agent.remove();
  }
});
