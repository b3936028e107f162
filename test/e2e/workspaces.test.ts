import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const folders: string[] = [];
test.afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that the person who runs the app owns. */
function projectFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bulkhead-project-')));
  folders.push(folder);
  mkdirSync(join(folder, '.ssh'));
  mkdirSync(join(folder, 'node_modules/big'), { recursive: true });
  const files = { 'readme.md': 'hello', '.env': 'KEY=1', '.ssh/id': 'key', 'node_modules/big/a.js': 'a' };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n.env\n');
  if (process.getuid?.() === 0) execFileSync('chown', ['-R', 'bulkhead-test:bulkhead-test', folder]);
  return folder;
}

/** Removing goes on after its dialog has closed. */
const nothingLeft = async () => {
  for (const kind of ['volume', 'network'])
    await expect.poll(() => docker(kind, 'ls', '-q', '--filter', 'label=dev.bulkhead.role')).toBe('');
};

const inside = (name: string, line: string) => docker('exec', `bulkhead-${name}`, 'sh', '-c', line);

test('a host folder: what is hidden is said before and after, and what the agent makes is the person’s', async ({
  window,
}, testInfo) => {
  const folder = projectFolder();
  const dialog = await new AppPage(window).newAgent();
  await dialog.fillWaiting('in-folder');
  await dialog.chooseWorkspace('Host folder');
  await dialog.folder.fill(folder);
  const hidden = dialog.text('Hidden from the agent');
  await expect(hidden).toHaveValue(/^\.env\*, .*\.ssh, .*content:private-key/);
  await expect(dialog.root.getByRole('switch', { name: 'Hide .env' })).toBeChecked();
  await expect(dialog.root.getByRole('switch', { name: 'Hide .ssh' })).toBeChecked();
  await hidden.fill('/etc');
  await dialog.create.click();
  await expect(hidden).toHaveAccessibleDescription(/path below the folder/);
  await hidden.fill('.env, .ssh, nothing');
  await expect(hidden).toHaveAccessibleDescription(/^2 places are hidden\./);
  await dialog.root.getByRole('button', { name: 'Add folder' }).click();
  await keepPicture(window, testInfo, 'host-folder.png');
  await dialog.create.click();
  await expect(dialog.root).toBeHidden();

  expect(await inside('in-folder', 'cat .env; ls -A .ssh; cat readme.md; echo x > made; pwd')).toBe(
    'hello/workspace',
  );
  expect(readFileSync(join(folder, 'made'), 'utf8')).toBe('x\n');
  expect(readFileSync(join(folder, '.env'), 'utf8')).toBe('KEY=1');
  expect(readdirSync(folder).filter((name) => name.startsWith('.bulkhead'))).toEqual([]);
  await new AgentPage(window).show('Details');
  await expect(window.getByText('/workspace/.env, /workspace/.ssh')).toBeVisible();
  await keepPicture(window, testInfo, 'details.png');
  await new AgentPage(window).remove({ workspace: false });
  await nothingLeft();
});

test('a private copy of a folder: its size is told, what git ignores stays, and the person’s folder is untouched', async ({
  window,
}, testInfo) => {
  const folder = projectFolder();
  const before = readdirSync(folder).sort();
  const dialog = await new AppPage(window).newAgent();
  await dialog.fillWaiting('copied');
  await dialog.chooseWorkspace('Private copy');
  await dialog.create.click();
  await expect(dialog.text('Folder to copy')).toBeFocused();
  await dialog.text('Folder to copy').fill(folder);
  const size = dialog.root.getByRole('status', { name: 'Size of the copy' });
  await expect(size).toContainText(/^8 files/);
  await dialog.root.getByRole('switch', { name: 'Leave out what git ignores' }).click();
  await expect(size).toContainText(/^4 files/);
  await keepPicture(window, testInfo, 'private-copy.png');
  await dialog.create.click();
  await expect(dialog.steps.filter({ hasText: 'Copy the files' })).toBeVisible();
  await expect(dialog.root).toBeHidden({ timeout: 120_000 });

  expect(await inside('copied', 'ls -A | sort; rm readme.md; touch new')).toBe('.gitignore\nreadme.md');
  expect(readdirSync(folder).sort()).toEqual(before);
  await new AgentPage(window).show('Details');
  await expect(window.getByText(folder, { exact: true })).toBeVisible();
  const agent = new AgentPage(window);
  await agent.action('Remove').click();
  await expect(window.getByRole('alertdialog')).toContainText('the baseline of its private copy');
  await window.keyboard.press('Escape');
  await agent.remove({ workspace: true });
  await nothingLeft();
});

test('a private copy of a repository, and addresses that are none', async ({ window }, testInfo) => {
  const origin = projectFolder();
  const git = (...words: string[]) =>
    execFileSync('git', [
      '-C',
      origin,
      '-c',
      'user.name=Ada',
      '-c',
      'user.email=a@example.com',
      '-c',
      'safe.directory=*',
      ...words,
    ]);
  git('init', '-q', '-b', 'main');
  git('add', 'readme.md');
  git('commit', '-q', '-m', 'one');
  if (process.getuid?.() === 0) execFileSync('chown', ['-R', 'bulkhead-test:bulkhead-test', origin]);

  const dialog = await new AppPage(window).newAgent();
  await dialog.fillWaiting('cloned');
  await dialog.chooseWorkspace('Private copy');
  await dialog.radio('Copy of', 'A repository').click();
  const address = dialog.text('Repository address');
  for (const [typed, says] of [
    ['https://ada:token@example.com/x.git', /holds a login/],
    ['ext::sh -c id', /run another program/],
    ['nonsense', /Give an address such as/],
  ] as const) {
    await address.fill(typed);
    await expect(address).toHaveAccessibleDescription(says);
  }
  await address.fill(join(origin, 'nowhere'));
  await dialog.create.click();
  await expect(address).toHaveAccessibleDescription(/no repository at this address/);
  await keepPicture(window, testInfo, 'no-repository.png');
  await address.fill(origin);
  await dialog.create.click();
  await expect(dialog.root).toBeHidden({ timeout: 120_000 });
  expect(await inside('cloned', 'ls -A | sort; cat .git/HEAD')).toBe('.git\nreadme.md\nref: refs/heads/main');
  await new AgentPage(window).remove({ workspace: true });
  await nothingLeft();
});
