import { expect, test } from '../harness/app/app.ts';
import { agentByDockerCli, openAgentTab } from '../harness/app/docker-cli-agent.ts';
import { ConsoleTab } from '../harness/app/pages/console-tab.ts';

/**
 * Takes the whole screen and the mouse as Claude Code, vim or htop do, until it got something; then says what. It asks the
 * terminal for its position at the end, and reads up to that answer: what the mouse sent meanwhile is not for the shell.
 */
const FULL_SCREEN = [
  String.raw`printf '\033[?1049h\033[?1000h\033[?1006h\033[H%s' 'whole screen'`,
  'stty raw -echo',
  String.raw`got=$(dd bs=64 count=1 2>/dev/null | tr '\033' E)`,
  String.raw`printf '\033[?1006l\033[?1000l\033[?1049l\033[6n'`,
  'read -r -d R rest',
  'stty sane',
  'echo "it got $got"',
].join('; ');

test('a program that takes the whole screen gets clicks and the wheel, and gives back what was there', async ({
  window,
}) => {
  const agent = await agentByDockerCli(['sleep', '600']);
  try {
    await openAgentTab(window, agent.name, 'Console');
    const terminal = new ConsoleTab(window);
    const surface = window.locator('.xterm-screen');
    await terminal.run('echo before $((40 + 2))');
    await expect(terminal.screen).toContainText('before 42');
    for (const [what, act] of [
      ['E[<0;', () => surface.click({ position: { x: 40, y: 40 } })],
      ['E[<64;', () => window.mouse.wheel(0, -200)],
    ] as const) {
      await terminal.run(FULL_SCREEN);
      await expect(terminal.screen).toContainText('whole screen');
      await expect(terminal.screen).not.toContainText('before 42');
      await act();
      await expect(terminal.screen).toContainText(`it got ${what}`);
      await expect(terminal.screen).toContainText('before 42');
    }
  } finally {
    await agent.remove();
  }
});
