import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { expect, test } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { docker } from '../harness/engine/docker-cli.ts';

/** Everything with the app's labels, by name: what a refused creation must not add to. */
async function agentObjects(): Promise<string> {
  const label = 'label=dev.bulkhead.agent';
  const lists = await Promise.all([
    docker('ps', '-aq', '--filter', label),
    docker('network', 'ls', '-q', '--filter', label),
    docker('volume', 'ls', '-q', '--filter', label),
  ]);
  return lists.join('');
}

test('names and limits that cannot be are explained beside their field, and nothing is made', async ({
  window,
}, testInfo) => {
  const dialog = await new AppPage(window).newAgent();
  await expect(dialog.name).not.toHaveValue('');
  await dialog.fillWaiting('fine');

  const cases = [
    { field: dialog.name, wrong: '', says: 'Give the agent a name' },
    { field: dialog.name, wrong: 'no spaces!', says: 'only letters, digits' },
    { field: dialog.name, wrong: 'x'.repeat(300), says: 'at most 63 characters' },
    { field: dialog.image, wrong: '', says: 'Name an image' },
    { field: dialog.image, wrong: 'Not A Reference', says: 'image' },
    { field: dialog.command, wrong: 'echo "half', says: 'without a closing one' },
    { field: dialog.memory, wrong: 'abc', says: 'such as 512m' },
    { field: dialog.memory, wrong: '0', says: 'at least 6 MiB' },
    { field: dialog.memory, wrong: '1k', says: 'at least 6 MiB' },
    { field: dialog.memory, wrong: '900g', says: 'of memory' },
    { field: dialog.cpus, wrong: '0', says: 'above 0' },
    { field: dialog.cpus, wrong: '-1', says: 'above 0' },
    { field: dialog.cpus, wrong: '1000', says: 'CPU' },
    { field: dialog.processes, wrong: '0', says: 'above 0' },
    { field: dialog.processes, wrong: 'many', says: 'whole number' },
  ];
  for (const { field, wrong, says } of cases) {
    await test.step(`${says} ← ${wrong.slice(0, 20) || 'nothing'}`, async () => {
      const right = await field.inputValue();
      await field.fill(wrong);
      await dialog.create.click();
      await expect(field).toHaveAttribute('aria-invalid', 'true');
      await expect(field).toHaveAccessibleDescription(new RegExp(says));
      await field.fill(right);
      await expect(field).not.toHaveAttribute('aria-invalid', 'true');
    });
  }
  await dialog.memory.fill('abc');
  await dialog.create.click();
  await keepPicture(window, testInfo, 'bad-memory.png');
  expect(await seriousViolations(window)).toEqual([]);
  expect(await agentObjects()).toBe('');
});

test('a name that is taken is refused, also by a container that is not ours', async ({ window }) => {
  await docker('create', '--name', 'bulkhead-taken', 'busybox:stable', 'true');
  try {
    const dialog = await new AppPage(window).newAgent();
    await dialog.fillWaiting('taken');
    await expect(dialog.name).toHaveAccessibleDescription(/called “taken” already/);
    await dialog.create.click();
    await expect(dialog.name).toHaveAccessibleDescription(/Choose another name/);
    expect(await agentObjects()).toBe('');
  } finally {
    await docker('rm', 'bulkhead-taken');
  }
});

test('an image that does not exist ends in words and a way on, and is undone', async ({
  window,
}, testInfo) => {
  const image = await inRegistry('busybox:no-such-tag');
  const dialog = await new AppPage(window).newAgent();
  await dialog.fillWaiting('lost');
  await dialog.image.fill(image);
  await dialog.create.click();
  const problem = dialog.alerts.filter({ hasText: 'The agent was not created' });
  await expect(problem).toContainText(image);
  expect(await seriousViolations(window)).toEqual([]);
  await keepPicture(window, testInfo, 'no-such-image.png');
  await expect.poll(agentObjects).toBe('');
  await problem.getByRole('button', { name: 'Choose another image' }).click();
  await expect(dialog.image).toBeFocused();

  await test.step('a command that the image does not have', async () => {
    await dialog.image.fill('busybox:stable');
    await dialog.command.fill('no-such-program --flag');
    await dialog.create.click();
    await expect(dialog.command).toHaveAccessibleDescription(/no-such-program/);
    await keepPicture(window, testInfo, 'no-such-command.png');
    await expect.poll(agentObjects).toBe('');
  });
});

/** The reference of an image in the registry of the test's engine, or of Docker Hub. */
async function inRegistry(image: string): Promise<string> {
  const mirrors: unknown = JSON.parse(await docker('info', '--format', '{{json .RegistryConfig.Mirrors}}'));
  const [mirror] = Array.isArray(mirrors) ? mirrors : [];
  return mirror ? `${new URL(String(mirror)).host}/library/${image}` : image;
}

test('folders that are not there, not a folder, or not to be given away', async ({
  window,
  plan,
}, testInfo) => {
  const file = join(plan.home, 'a-file');
  const link = join(plan.home, 'link-to-etc');
  await writeFile(file, 'text');
  await symlink('/etc', link);
  await mkdir(join(plan.home, '.ssh'), { recursive: true });
  const dialog = await new AppPage(window).newAgent();
  await dialog.fillWaiting('folder-agent');
  await dialog.radio('Workspace', 'Host folder').click();
  const refused = [
    [join(plan.home, 'nothing-here'), /does not exist|no folder/i],
    [file, /not a folder|is a file/i],
    ['relative/path', /full path|absolute/i],
    ['/', /whole file system/],
    ['/etc', /operating system/],
    [link, /operating system/],
    ['/var/run/docker.sock', /socket|operating system|not exist/i],
    [join(plan.home, '.ssh'), /Keys or logins/],
    [plan.home, /whole home folder/],
  ] as const;
  for (const [folder, says] of refused) {
    await test.step(`refuses ${folder}`, async () => {
      await dialog.folder.fill(folder);
      await dialog.create.click();
      await expect(dialog.folder).toHaveAccessibleDescription(says);
    });
  }
  await keepPicture(window, testInfo, 'refused-folder.png');
  expect(await seriousViolations(window)).toEqual([]);
  expect(await agentObjects()).toBe('');
});

test('a seccomp profile that is not JSON is refused', async ({ window, app, plan }, testInfo) => {
  const path = join(plan.home, 'profile.json');
  await writeFile(path, '{ this is not json');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [filePath] });
  }, path);
  const dialog = await new AppPage(window).newAgent();
  await dialog.fillWaiting('profiled');
  await dialog.root.getByRole('button', { name: 'Customize' }).click();
  const seccomp = dialog.root.getByRole('combobox', { name: 'Seccomp profile' });
  await seccomp.click();
  await window.getByRole('option', { name: 'Custom file…' }).click();
  await expect(seccomp).toContainText('profile.json');
  await dialog.create.click();
  await expect(dialog.alerts.filter({ hasText: /JSON/ }).first()).toBeVisible();
  await keepPicture(window, testInfo, 'bad-seccomp.png');
  expect(await agentObjects()).toBe('');
});
