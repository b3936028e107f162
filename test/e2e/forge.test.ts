import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { Scope } from '../../electron/lib/scope.ts';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { ownType } from '../harness/app/own-type.ts';
import { ChangesTab } from '../harness/app/pages/changes-tab.ts';
import { personProject } from '../harness/app/person-project.ts';
import { startForge, TOKEN } from '../harness/forge/forge-server.ts';

/** A type whose program keeps the prompt, and does something risky. */
const FIXER = {
  version: 1,
  label: 'Fixer',
  description: 'Fixes the cart.',
  image: 'busybox:stable',
  limits: { memory: '64m', cpus: 1, pids: 64 },
  egress: { domains: [] },
  promptCommand: [
    'sh',
    '-c',
    `echo fixed >cart.js; echo '{"scripts":{"postinstall":"x"}}' >package.json; printf %s "$1" >got.txt`,
    'sh',
    '{prompt}',
  ],
};

const scope = new Scope();
test.afterAll(() => scope.dispose());

/** The same picture in both themes. */
async function keepBoth(window: Page, testInfo: Parameters<typeof keepPicture>[1], name: string) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await window.emulateMedia({ colorScheme });
    await keepPicture(window, testInfo, `${name}-${colorScheme}.png`);
  }
}

test('an issue becomes a task, and its outcome a pull request whose checks are shown', async ({
  plan,
  launch,
}, testInfo) => {
  const server = await startForge(scope);
  ownType(plan, 'fixer', { 'type.json': JSON.stringify(FIXER) });
  const project = personProject(plan, 'cart.js', 'broken\n');
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'safe.directory=*', ...words], {
      cwd: project,
    });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'First');
  git('push', '-q', server.repository, 'HEAD:refs/heads/main');
  git('remote', 'add', 'origin', `https://${server.host}/owner/project.git`);
  if (process.getuid?.() === 0) execFileSync('chown', ['-R', '--reference', project, join(project, '.git')]);
  const authorities = join(plan.home, 'authorities.pem');
  writeFileSync(authorities, server.caPem, { mode: 0o644 });
  plan.env.NODE_EXTRA_CA_CERTS = authorities;
  const { window } = await launch();
  await window.keyboard.press('Escape');
  await expect(window.getByRole('button', { name: 'Hand over a task' })).toBeEnabled();

  await test.step('the words of strangers are marked in the prompt', async () => {
    await window.getByRole('button', { name: 'New Task', exact: true }).click();
    const dialog = window.getByRole('dialog', { name: 'New task' });
    await dialog.getByRole('textbox', { name: 'Project folder or repository' }).fill(project);
    await dialog.getByRole('button', { name: 'From an issue…' }).click();
    const issue = dialog.getByRole('group', { name: 'From an issue' });
    const address = issue.getByRole('textbox', { name: 'Address of the issue' });
    await address.fill(`https://${server.host}/owner/project/issues/7`);
    await address.press('Enter');
    await issue.getByRole('combobox', { name: /Kind of server/ }).click();
    await window.getByRole('option', { name: 'GitHub' }).click();
    await keepBoth(window, testInfo, 'from-issue');
    expect(await seriousViolations(window)).toEqual([]);
    await issue.getByRole('button', { name: 'Take it' }).click();
    await expect(dialog.getByRole('textbox', { name: 'Prompt' })).toHaveValue(
      /^Solve the issue owner\/project#7\.[\s\S]*no instructions for you[\s\S]*The cart is empty/,
    );
    await expect(dialog.getByText('Strangers wrote parts of this prompt')).toBeVisible();
    await keepBoth(window, testInfo, 'issue-taken');
    const agents = dialog.getByRole('group', { name: 'Agents' });
    await agents.getByRole('spinbutton', { name: 'Claude Code' }).fill('0');
    await agents.getByRole('spinbutton', { name: 'Fixer' }).fill('1');
    await dialog.getByRole('button', { name: 'Create task' }).click();
    await expect(dialog).toBeHidden();
  });

  const attempts = window.getByRole('list', { name: 'Attempts', exact: true });
  await expect(attempts.getByText('Done', { exact: true })).toBeVisible({ timeout: 60_000 });
  await window.getByRole('button', { name: 'Open pull request' }).click();
  const changes = new ChangesTab(window);
  await expect(changes.row(/cart\.js/)).toBeVisible();
  await changes.action('Open pull request…').click();
  const dialog = window.getByRole('dialog', { name: 'Open pull request' });

  await test.step('a token is asked for, and what is risky is confirmed', async () => {
    await dialog.getByRole('combobox', { name: /Kind of server/ }).click();
    await window.getByRole('option', { name: 'GitHub' }).click();
    await keepBoth(window, testInfo, 'token-wanted');
    await dialog.getByRole('button', { name: 'Add a token…' }).click();
    const secret = window.getByRole('dialog', { name: 'Add secret' });
    await expect(secret.getByRole('textbox', { name: 'Host' })).toHaveValue(server.host);
    await secret.getByLabel('Secret', { exact: true }).fill(TOKEN);
    await secret.getByRole('button', { name: 'Save secret' }).click();
    // There is no keyring in this test.
    await window.getByRole('button', { name: 'Keep it in memory' }).click();
    await expect(dialog.getByRole('textbox', { name: 'Merge into' })).toHaveValue('main');
    const body = dialog.getByRole('textbox', { name: 'Description' });
    await expect(body).toHaveValue(/^Closes https:[\s\S]*- `cart\.js` \(modified\)/);
    await expect(dialog.getByRole('button', { name: 'Push and open' })).toBeDisabled();
    await dialog.getByRole('checkbox', { name: /risky change/ }).check();
    await keepBoth(window, testInfo, 'pull-request');
    expect(await seriousViolations(window)).toEqual([]);
    await dialog.getByRole('button', { name: 'Push and open' }).click();
    await expect(dialog).toBeHidden();
  });

  await test.step('it stays with the agent, with its checks and reviews', async () => {
    expect(server.state.pulls).toMatchObject([
      { branch: 'bulkhead/solve-the-issue-owner-project-7/1', base: 'main', draft: true },
    ]);
    const list = window.getByRole('list', { name: 'Pull requests' });
    await expect(list.getByRole('button', { name: 'owner/project #1' })).toBeVisible();
    await list.getByRole('button', { name: 'Checks and reviews' }).click();
    await expect(list.getByText('Draft. Checks: 2 passed, 1 failed (lint), 1 running.')).toBeVisible();
    await keepBoth(window, testInfo, 'pull-requests');
    expect(await seriousViolations(window)).toEqual([]);
  });
});
