import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAgent, test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { answerConsent } from '../harness/app/consent.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { docker, dockerOutput } from '../harness/engine/docker-cli.ts';

/** What a window that was taken over must not reach by itself is asked in a dialog of the system, outside of it. */

test('an engine on another machine is used only after the person agreed to its address', async ({
  running,
}) => {
  const { app, window } = running;
  const { asked } = await answerConsent(app, false);
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  await window.keyboard.press('Control+K');
  await window.keyboard.type('choose socket');
  await window.keyboard.press('Enter');
  const dialog = window.getByRole('dialog', { name: 'Choose socket' });
  await dialog.getByRole('radio', { name: 'Another address', exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Address' }).fill('tcp://127.0.0.1:1');
  await dialog.getByRole('button', { name: 'Use this engine' }).click();
  await expect(dialog).toContainText('It was not allowed');
  expect(await asked()).toEqual(['tcp://127.0.0.1:1']);
  await answerConsent(app, true);
  await dialog.getByRole('button', { name: 'Test' }).click();
  await expect(dialog.getByRole('status').filter({ hasText: /refused|not reach|No engine/i })).toBeVisible();
});

test('a dangerous folder goes to an agent only after the person agreed outside of the window', async ({
  running,
  plan,
}) => {
  const { app, window } = running;
  const { asked } = await answerConsent(app, false);
  const dialog = await new AppPage(window).newAgent();
  await dialog.fillWaiting('in-home');
  await dialog.chooseWorkspace('Host folder');
  await dialog.folder.fill(plan.home);
  await dialog.root.getByRole('button', { name: 'Use it anyway' }).click();
  await expect(dialog.root).toContainText('It was not allowed');
  const [question = ''] = await asked();
  expect(question).toContain(plan.home);
  expect(await dockerOutput('ps', '-aq', '--filter', 'label=dev.bulkhead.agent')).toBe('');
});

test('the person’s own preferences go along into a new agent only after they agreed', async ({
  running,
  plan,
}) => {
  const { app, window } = running;
  mkdirSync(join(plan.home, '.claude/commands'), { recursive: true });
  writeFileSync(join(plan.home, '.claude/CLAUDE.md'), 'Be brief.\n');
  writeFileSync(join(plan.home, '.claude/commands/ship.md'), 'Use API_TOKEN=0123456789abcdef\n');
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  await window.keyboard.press('Control+,');
  const settings = window.getByRole('dialog', { name: 'Settings' });
  const instructions = settings.getByRole('switch', { name: 'CLAUDE.md' });
  await expect(instructions).toBeEnabled();
  await expect(settings.getByRole('switch', { name: 'Slash commands' })).toBeDisabled();

  const refused = await answerConsent(app, false);
  await instructions.click();
  await expect.poll(refused.asked).toContainEqual(expect.stringContaining('~/.claude/CLAUDE.md'));
  await expect(instructions).not.toBeChecked();
  await answerConsent(app, true);
  await instructions.click();
  await expect(instructions).toBeChecked();
  await settings.getByRole('button', { name: 'Done' }).click();

  await createAgent(window, 'brought', { egress: 'off' });
  const inHome = (line: string) => docker('exec', 'bulkhead-brought', 'sh', '-c', `cd ~ && ${line}`);
  expect(await inHome('cat .claude/CLAUDE.md && stat -c %a .claude/CLAUDE.md')).toBe('Be brief.\n400');
  expect(await inHome('ls -A .claude')).toBe('CLAUDE.md');
});
