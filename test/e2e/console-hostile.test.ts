import { writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import fc from 'fast-check';
import { hostileSequence } from '../../renderer/console/output/hostile.fixture.ts';
import { expect, test } from '../harness/app/app.ts';
import { agentByDockerCli, openAgentTab } from '../harness/app/docker-cli-agent.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const input = (window: Page) => window.getByRole('textbox', { name: 'Terminal input' });
const screen = (window: Page) => window.locator('.xterm-rows');
/** 100 ms are meant; drawing on a busy machine without a GPU takes longer, and what is tried here took half a minute. */
const LONGEST_GAP_MS = 2_000;

async function type(window: Page, text: string): Promise<void> {
  await input(window).focus();
  await window.keyboard.type(text);
  await window.keyboard.press('Enter');
}

/** From now on, until `stop`, how long the page let its next task wait at most. */
async function watchGaps(window: Page): Promise<() => Promise<number>> {
  await window.evaluate(() => {
    const watch = { longestMs: 0, last: performance.now(), stopped: false };
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      const now = performance.now();
      watch.longestMs = Math.max(watch.longestMs, now - watch.last);
      watch.last = now;
      if (!watch.stopped) setTimeout(() => port2.postMessage(null), 1);
    };
    port2.postMessage(null);
    Object.assign(globalThis, { gapWatch: watch });
  });
  return async () =>
    await window.evaluate(() => {
      const { gapWatch } = globalThis as unknown as { gapWatch: { longestMs: number; stopped: boolean } };
      gapWatch.stopped = true;
      return gapWatch.longestMs;
    });
}

test('no sequence that a program prints takes the window, or its console', async ({ window }) => {
  const agent = await agentByDockerCli(['sleep', '600']);
  try {
    await openAgentTab(window, agent.name, 'Console');
    await type(window, 'echo ready $((1 + 1))');
    await expect(screen(window)).toContainText('ready 2');
    const longestGapMs = await watchGaps(window);
    for (const final of ['L', 'M', 'S', 'T', 'Z', 'I', '@', 'P', 'X', 'b', 'A', 'B', 'C', 'D', 'E', 'F']) {
      await type(
        window,
        `clear; printf 'x\\033[2147483647${final}\\033[0m\\n'; echo after ${final} $((40 + 2))`,
      );
      await expect(screen(window)).toContainText(`after ${final} 42`);
    }
    expect(await longestGapMs()).toBeLessThan(LONGEST_GAP_MS);
  } finally {
    await agent.remove();
  }
});

test('random and mutated sequences leave the window answering', async ({ window }, testInfo) => {
  const agent = await agentByDockerCli(['sleep', '600']);
  try {
    const hostile = fc.sample(hostileSequence, { numRuns: 20_000, seed: 20_261_126 }).join('');
    const file = testInfo.outputPath('hostile');
    await writeFile(file, hostile);
    await docker('cp', file, `${agent.name}:/tmp/hostile`);
    await openAgentTab(window, agent.name, 'Console');
    await type(window, 'echo ready $((1 + 1))');
    await expect(screen(window)).toContainText('ready 2');
    const longestGapMs = await watchGaps(window);
    await type(
      window,
      "cat /tmp/hostile; printf '\\033\\\\\\030\\033c\\033[?2026l\\033[0m'; echo over $((40 + 2))",
    );
    // The console is hidden and shown again, and answers while it parses.
    await window.getByRole('tab', { name: 'Logs', exact: true }).click();
    await window.getByRole('tab', { name: 'Console', exact: true }).click();
    await expect(screen(window)).toContainText('over 42', { timeout: 60_000 });
    expect(await longestGapMs()).toBeLessThan(LONGEST_GAP_MS);
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
