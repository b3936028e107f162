import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { copyImage } from '../harness/app/clipboard-image.ts';
import { browserOf, chooseFolder, Film } from '../harness/app/film.ts';
import { FILMS_ALL, type FilmedProgram, filmedPrograms, TASK } from '../harness/app/filmed-programs.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { ChangesTab } from '../harness/app/pages/changes-tab.ts';
import { ConsoleTab } from '../harness/app/pages/console-tab.ts';
import { NewAgentDialog } from '../harness/app/pages/new-agent-dialog.ts';
import { personProject } from '../harness/app/person-project.ts';
import { docker } from '../harness/engine/docker-cli.ts';
import {
  addresses,
  approveSignIn,
  arrivals,
  forgetArrivals,
  openOutside,
  setNames,
  testAuthority,
} from '../harness/engine/internet.ts';

// One worker, and so one engine, builds the image of Claude Code for all of them.
test.describe.configure({ mode: 'default' });
// The image may have to be built, and a CLI starts three times.
test.setTimeout(600_000);
// On a fresh machine the image is built, from the real package registry, which may lie behind a company's proxy. Its tag
// says which authorities it trusts, so that all of these tests trust the same ones, or each would build it.
test.beforeEach(async ({ plan }) => {
  const { NODE_EXTRA_CA_CERTS: company } = process.env;
  const authorities = join(plan.home, 'authorities.pem');
  const text = `${company === undefined ? '' : readFileSync(company, 'utf8')}\n${testAuthority()}`;
  writeFileSync(authorities, text, { mode: 0o644 });
  plan.env.NODE_EXTRA_CA_CERTS = authorities;
  await openOutside(['registry.npmjs.org']);
});
test.afterEach(() => openOutside([]));

/** Removes the images of types, and what was built on the way to them, so that the engine is bare. */
async function removeTypeImages(): Promise<void> {
  const named = ['--filter', 'reference=bulkhead/type-*', '--filter', 'reference=bulkhead/base'];
  const names = await docker('images', '--format', '{{.Repository}}:{{.Tag}}', ...named);
  if (names !== '') await docker('rmi', '--force', ...names.split('\n'));
  await docker('image', 'prune', '--force');
}

/** Agrees on the page of the sign-in, and brings back what it shows. */
async function agreeTo(film: Film, window: Page, page: string): Promise<void> {
  const dialog = window.getByRole('dialog', { name: /^Sign in to/ });
  await film.picture('sign-in');
  const deviceCode = new URL(page).searchParams.has('redirect_uri')
    ? undefined
    : await dialog.locator('code').textContent();
  const answer = await approveSignIn(deviceCode ?? page);
  film.pressElsewhere();
  if (deviceCode !== undefined) return;
  const back = new URL(answer);
  if (back.protocol === 'http:') {
    expect(await (await fetch(back)).text()).toContain('You can close this page');
    return;
  }
  // The page shows a code, with a button that copies it.
  film.pressElsewhere();
  const { code = '', state } = Object.fromEntries(back.searchParams);
  await dialog.getByLabel('Code').fill(back.hostname.endsWith('claude.com') ? `${code}#${state}` : code);
  await window.keyboard.press('Enter');
}

async function seePrompt(window: Page, { prompt }: FilmedProgram): Promise<void> {
  await expect(new ConsoleTab(window).screen).toContainText(prompt, { timeout: 120_000 });
}

/** Types the task, and waits until it is done. */
async function giveTask(window: Page, { model }: FilmedProgram): Promise<void> {
  const { screen, input } = new ConsoleTab(window);
  // The console has the keyboard by itself.
  await expect(input).toBeFocused();
  await window.keyboard.type(TASK);
  await expect(screen).toContainText(TASK);
  await forgetArrivals();
  const isAsked = async () =>
    (await arrivals()).some(({ method, path }) => method === 'POST' && model.test(path?.split('?')[0] ?? ''));
  // Codex takes an Enter right after keys that come faster than a person types for a part of a pasted text.
  await expect(async () => {
    await window.keyboard.press('Enter');
    await expect.poll(isAsked, { timeout: 5_000 }).toBe(true);
  }).toPass();
  await expect(screen).toContainText('done.txt is written.');
}

test.describe('filmed', () => {
  test.use({ keyring: true });
  test.beforeEach(async () => {
    await setNames(
      Object.fromEntries(
        filmedPrograms().flatMap(({ hosts }) => hosts.map((host) => [host, [addresses.otherServer]])),
      ),
    );
    if (FILMS_ALL) await removeTypeImages();
  });
  test.afterEach(() => setNames({}));

  for (const program of filmedPrograms())
    test(`${program.type}: from a bare engine to applied changes in seven presses, and the second agent in two`, async ({
      app,
      window,
      plan,
    }, testInfo) => {
      await window.emulateMedia({ colorScheme: 'dark' });
      const project = personProject(plan, 'README.md', 'A project.\n');
      const takePage = await browserOf(app);
      await chooseFolder(app, project);
      const film = new Film(window, testInfo);
      const dialog = new NewAgentDialog(window);

      const welcome = window.getByRole('dialog', { name: 'Welcome' });
      await expect(welcome).toContainText('Found Docker');
      const type = welcome.getByRole('radio', { name: program.type, exact: true });
      if (!(await type.isChecked())) await film.press(type);
      await film.picture('welcome');
      await film.press(welcome.getByRole('button', { name: 'Choose a folder' }));
      film.pressElsewhere();
      await film.press(dialog.root.getByRole('button', { name: `Sign in to ${program.account}` }));
      await agreeTo(film, window, await takePage());
      await expect(dialog.root.getByRole('checkbox', { name: program.account })).toBeChecked();
      // Enter creates, without a press.
      await expect(dialog.name).toBeFocused();
      await film.picture('new-agent');
      await window.keyboard.press('Enter');
      await expect(dialog.root).toBeHidden({ timeout: 240_000 });
      await seePrompt(window, program);
      await film.picture('prompt');

      await giveTask(window, program);
      await film.picture('task');
      await film.press(new AgentPage(window).tab('Changes'));
      const changes = new ChangesTab(window);
      await expect(changes.row(/done\.txt/)).toBeVisible();
      await film.picture('changes');
      await film.press(changes.action('Apply all…'));
      const apply = changes.applyDialog.getByRole('button', { name: 'Apply one file' });
      await expect(apply).toBeFocused();
      await expect(apply).toContainText('↵');
      await film.picture('apply');
      // All that the program asked for on the way is in the sets of its type.
      await expect(window.getByRole('region', { name: 'Blocked requests' })).toHaveCount(0);
      await window.keyboard.press('Enter');
      await expect(changes.applyDialog).toBeHidden();
      expect(readFileSync(join(project, 'done.txt'), 'utf8')).toContain('It is done.');
      expect(film.presses).toBeLessThanOrEqual(7);

      const second = new Film(window, testInfo);
      await second.press(window.getByRole('button', { name: 'New Agent', exact: true }));
      await expect(dialog.name).not.toHaveValue('');
      await expect(dialog.root.getByRole('checkbox', { name: program.account })).toBeChecked();
      await second.press(dialog.create);
      await expect(dialog.root).toBeHidden();
      await seePrompt(window, program);
      await film.picture('second-agent');
      expect(second.presses).toBe(2);
      await expect(new AppPage(window).list.getByRole('listitem')).toHaveCount(2);
    });
});

test('a Claude Code agent opens with Claude Code in its console, which takes an image', async ({
  window,
  app,
}, testInfo) => {
  const main = new AppPage(window);
  const dialog = await main.newAgent();
  await dialog.radio('Agent type', 'Claude Code').click();
  await expect(dialog.memory).toHaveValue('4 GiB');
  await expect(dialog.cpus).toHaveValue('2');
  await expect(dialog.radio('Internet egress', 'Allowlist')).toBeChecked();
  await expect(dialog.root).toContainText('No credential for Anthropic');

  await test.step('with a credential, which is added above the dialog', async () => {
    await dialog.name.fill('claude-one');
    await dialog.root.getByRole('button', { name: 'Add Anthropic credential' }).click();
    const secret = window.getByRole('dialog', { name: 'Add secret' });
    await expect(secret.getByRole('textbox', { name: 'Name' })).toHaveValue('Anthropic');
    await secret.getByRole('textbox', { name: 'Name' }).fill('Work key');
    await secret.getByRole('textbox', { name: 'Secret' }).fill('sk-ant-api03-not-a-real-one');
    await secret.getByRole('button', { name: 'Save secret' }).click();
    // There is no keyring in this test.
    await window.getByRole('button', { name: 'Keep it in memory' }).click();
    await expect(dialog.root.getByRole('checkbox', { name: 'Work key' })).toBeChecked();
    await expect(dialog.name).toHaveValue('claude-one');
  });

  await expect(
    dialog.root.getByRole('switch', { name: 'Let it act without asking (the sandbox is the limit)' }),
  ).toBeChecked();
  await keepPicture(window, testInfo, 'claude-dialog.png');
  await dialog.create.click();
  await expect(dialog.root).toBeHidden({ timeout: 240_000 });
  await expect(new AgentPage(window).status).toHaveText('Running');
  await expect(window.getByRole('tab', { name: /claude 1/ })).toBeVisible();
  // Its prompt, and no question before it: not about a theme, the key, the folder or its permissions.
  await expect(new ConsoleTab(window).screen).toContainText('bypass permissions on');
  await keepPicture(window, testInfo, 'claude.png');
  await copyImage(app);
  await new ConsoleTab(window).input.focus();
  await window.keyboard.press('Control+V');
  await expect(new ConsoleTab(window).screen).toContainText('[Image #1]');
});
