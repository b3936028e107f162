import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLAUDE_CODE_STREAM } from '../harness/agents/claude-code-stream.ts';
import { PLAYER } from '../harness/agents/player-type.ts';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { handOver } from '../harness/app/hand-over.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { ownType } from '../harness/app/own-type.ts';
import { personProject } from '../harness/app/person-project.ts';

test('a transcript shows what a program did, as text, and is searched', async ({
  plan,
  launch,
}, testInfo) => {
  ownType(plan, 'player', { 'type.json': JSON.stringify(PLAYER) });
  const lines = CLAUDE_CODE_STREAM.map((line) => `${JSON.stringify(line)}\n`).join('');
  const project = personProject(plan, 'recorded', `${lines}not an event\n`);
  const { app, window } = await launch();
  await handOver(window, { type: PLAYER.label, prompt: 'recorded', project });
  const log = window.getByRole('log', { name: 'Transcript' });
  await expect(log.getByText('not an event')).toBeVisible({ timeout: 60_000 });

  await test.step('what it used has a price, by a list with a date', async () => {
    await expect(window.getByText(/tokens, \$\d/).first()).toBeVisible();
    await expect(window.getByText(/^By the prices of 20\d\d-\d\d-\d\d\.$/)).toBeVisible();
  });

  await test.step('thinking is folded, and a difference is shown', async () => {
    const thinking = log.getByRole('button', { name: /^Thinking/ });
    await expect(thinking).toHaveAttribute('aria-expanded', 'false');
    await thinking.click();
    await expect(log.getByText('I look at the cart first.', { exact: false }).first()).toBeVisible();
    const edit = log.getByRole('button', { name: /Edit.*cart\.js.*Done/ });
    await expect(edit).toHaveAttribute('aria-expanded', 'true');
    await expect(log.getByRole('region', { name: 'Difference' })).toContainText(
      '+for (const { price } of items)',
    );
    await expect(log.getByRole('list', { name: 'To-dos' }).getByRole('listitem')).toHaveCount(3);
    await keepPicture(window, testInfo, 'transcript.png');
  });

  await test.step('a call opens to what came back, and all of it is text', async () => {
    await log.getByRole('button', { name: /Bash.*npm test.*Failed/ }).click();
    await expect(log.getByRole('region', { name: 'Output' })).toContainText('cannot find module');
    await expect(log.getByText('<img src="https://evil.test/x.png"><b>bold</b>')).toBeVisible();
    await expect(log.getByText('\\u{202e}gnp.exe')).toBeVisible();
    await expect(log.locator('a, img, b')).toHaveCount(0);
    expect(await seriousViolations(window)).toEqual([]);
  });

  await test.step('a search finds what is folded, and opens it', async () => {
    await window.keyboard.press('Control+f');
    const field = window.getByRole('searchbox', { name: 'Search transcript' });
    await expect(field).toBeFocused();
    await field.fill('SHOP.JS');
    await expect(window.getByText('2 matches')).toBeVisible();
    await field.press('Enter');
    await expect(window.getByText('1 of 2')).toBeVisible();
    await expect(log.locator('mark').first()).toHaveText('shop.js');
    await field.press('Escape');
  });

  await test.step('raw shows its lines as they were printed', async () => {
    await window.getByRole('switch', { name: 'Raw' }).click();
    await expect(log.getByText('"type":"assistant"', { exact: false }).first()).toBeVisible();
    await expect(log.getByRole('button', { name: /^Thinking/ })).toBeHidden();
  });

  await test.step('it is saved to read, and for programs', async () => {
    const save = async (name: string) => {
      const path = join(plan.home, name);
      await app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = async () => ({ canceled: false, filePath });
      }, path);
      await window.getByRole('button', { name: 'Save transcript' }).click();
      await expect(window.getByText(path)).toBeVisible();
      return readFileSync(path, 'utf8');
    };
    expect(await save('transcript.md')).toContain('\n```diff\n-for (let i = 0;');
    const events: unknown = JSON.parse(await save('transcript.json'));
    expect(events).toContainEqual({ kind: 'text', text: 'not an event' });
  });
});
