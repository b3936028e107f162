import { writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import fc from 'fast-check';
import { hostileSequence } from '../../renderer/console/output/hostile.fixture.ts';
import { type PageTask, recordTasks } from '../../scripts/app/page-tasks.mjs';
import { expect, test } from '../harness/app/app.ts';
import { agentByDockerCli, openAgentTab } from '../harness/app/docker-cli-agent.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const input = (window: Page) => window.getByRole('textbox', { name: 'Terminal input' });
const screen = (window: Page) => window.locator('.xterm-rows');
/** Processor time that the page may take before it looks at a click. */
const CLICK_WAITS_MS = 100;
/** `BULKHEAD_FUZZ_SEQUENCES=1000000` tries as many; that takes some minutes. */
const SEQUENCES = Number(process.env.BULKHEAD_FUZZ_SEQUENCES ?? 20_000);
/** So many are printed at once: their tasks fit into one trace. */
const ROUND_SEQUENCES = 20_000;

/** Prints each round's file as it comes, and reads nothing: the terminal's answers would be typed into a shell. */
const printer = [
  'stty raw -echo',
  'round=0',
  'while :',
  'do until [ -f /tmp/round-$round ]',
  'do sleep .1',
  'done',
  'cat /tmp/round-$round',
  `printf '\\033\\\\\\030\\033c\\033[?2026l\\033[0m'`,
  'printf "over $round $((40 + 2))"',
  'round=$((round + 1))',
  'done',
].join('; ');

async function type(window: Page, text: string): Promise<void> {
  await input(window).focus();
  await window.keyboard.type(text);
  await window.keyboard.press('Enter');
}

/** Clicks on the tabs until `over` resolves. Each click must have been answered before the next one. */
async function clickUntil(window: Page, over: Promise<void>): Promise<number> {
  let isOver = false;
  const end = over.finally(() => {
    isOver = true;
  });
  let clicks = 0;
  while (!isOver) {
    for (const name of ['Logs', 'Console']) {
      const tab = window.getByRole('tab', { name, exact: true });
      await tab.click();
      await expect(tab).toHaveAttribute('aria-selected', 'true');
      clicks += 1;
    }
  }
  await end;
  return clicks;
}

/** In milliseconds of the processor. */
const longestOf = (tasks: PageTask[]) => Math.max(...tasks.map(({ processorMs }) => processorMs));

test('no sequence that a program prints takes the window, or its console', async ({ window }) => {
  const agent = await agentByDockerCli(['sleep', '600']);
  try {
    await openAgentTab(window, agent.name, 'Console');
    await type(window, 'echo ready $((1 + 1))');
    await expect(screen(window)).toContainText('ready 2');
    const tasks = await recordTasks(window);
    for (const final of ['L', 'M', 'S', 'T', 'Z', 'I', '@', 'P', 'X', 'b', 'A', 'B', 'C', 'D', 'E', 'F']) {
      await type(
        window,
        `clear; printf 'x\\033[2147483647${final}\\033[0m\\n'; echo after ${final} $((40 + 2))`,
      );
      await expect(screen(window)).toContainText(`after ${final} 42`);
    }
    expect(longestOf(await tasks())).toBeLessThan(CLICK_WAITS_MS);
  } finally {
    await agent.remove();
  }
});

test('random and mutated sequences leave the window answering', async ({ window }, testInfo) => {
  testInfo.setTimeout(testInfo.timeout * Math.ceil(SEQUENCES / ROUND_SEQUENCES));
  const agent = await agentByDockerCli(['sleep', '86400']);
  try {
    await openAgentTab(window, agent.name, 'Console');
    await type(window, 'echo ready $((1 + 1))');
    await expect(screen(window)).toContainText('ready 2');
    await type(window, printer);
    const longest: number[] = [];
    for (let round = 0; round * ROUND_SEQUENCES < SEQUENCES; round += 1) {
      const file = testInfo.outputPath('hostile');
      const seed = 20_261_126 + round;
      await writeFile(file, fc.sample(hostileSequence, { numRuns: ROUND_SEQUENCES, seed }).join(''));
      const tasks = await recordTasks(window);
      await docker('cp', file, `${agent.name}:/tmp/next`);
      await docker('exec', agent.name, 'mv', '/tmp/next', `/tmp/round-${round}`);
      const over = expect(screen(window)).toContainText(`over ${round} 42`, { timeout: 120_000 });
      // The console is hidden and shown again and again, and answers while it parses.
      const clicks = await clickUntil(window, over);
      longest.push(longestOf(await tasks()));
      console.log(`round ${round}: ${clicks} clicks, longest task ${longest.at(-1)?.toFixed(1)} ms`);
    }
    expect(Math.max(...longest)).toBeLessThan(CLICK_WAITS_MS);
  } finally {
    await agent.remove();
  }
});

test('a character that comes in two pieces is shown', async ({ window }) => {
  const agent = await agentByDockerCli(['sleep', '600']);
  try {
    await openAgentTab(window, agent.name, 'Console');
    await type(window, "printf 'A\\342\\200'; sleep .3; printf '\\224B\\n'");
    await expect(screen(window)).toContainText('A—B');
  } finally {
    await agent.remove();
  }
});

test.describe('a terminal that throws', () => {
  test.use({ expectedConsoleErrors: [/planted/] });

  test('is reset, says so, and goes on', async ({ window }) => {
    const agent = await agentByDockerCli(['sleep', '600']);
    try {
      await openAgentTab(window, agent.name, 'Console');
      await type(window, 'echo ready $((1 + 1))');
      await expect(screen(window)).toContainText('ready 2');
      // The sequence by which xterm repeats a character.
      await window.evaluate(() => {
        const { copyWithin } = Uint32Array.prototype;
        Uint32Array.prototype.copyWithin = () => {
          Uint32Array.prototype.copyWithin = copyWithin;
          throw new Error('planted');
        };
      });
      await type(window, "printf 'x\\033[5b\\n'; echo after $((40 + 2))");
      await expect(screen(window)).toContainText('what was printed here broke the terminal, which was reset');
      await type(window, 'echo alive $((6 * 7)); stty size');
      await expect(screen(window)).toContainText('alive 42');
    } finally {
      await agent.remove();
    }
  });
});

test('a window that stands still is loaded again, and says which console it was busy with', async ({
  launch,
}) => {
  const agent = await agentByDockerCli(['sleep', '600']);
  try {
    const { app, window } = await launch();
    await openAgentTab(window, agent.name, 'Console');
    await type(window, 'echo ready $((1 + 1))');
    await expect(screen(window)).toContainText('ready 2');
    // The sequence by which xterm repeats a character.
    await window.evaluate(() => {
      Uint32Array.prototype.copyWithin = () => {
        for (;;);
      };
    });
    await type(window, "sleep 1; printf 'x\\033[5b\\n'");
    // Playwright cannot use a page that crashed, so the test reads it through the app.
    const text = () =>
      app.evaluate(async ({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        if (!contents || contents.isCrashed() || contents.isLoading()) return '';
        const answer = contents.executeJavaScript('document.body.innerText') as Promise<string>;
        // A blocked page never answers.
        const none = new Promise<string>((resolve) => setTimeout(() => resolve(''), 1_000));
        return await Promise.race([answer, none]);
      });
    await expect
      .poll(text, { timeout: 60_000 })
      .toContain(`The window was busy with the output of “Shell 1” in ${agent.name}`);
    expect(await text()).toContain('did not answer for ten seconds');
    await app.close();
  } finally {
    await agent.remove();
  }
});
