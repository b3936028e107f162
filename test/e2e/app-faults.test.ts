import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { expect, test } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { docker } from '../harness/engine/docker-cli.ts';

test('killed in the middle of a creation, the app finds at its next start what is left, and clears it away', async ({
  running,
  launch,
}, testInfo) => {
  await docker('rmi', '-f', 'debian:bookworm-slim');
  const dialog = await new AppPage(running.window).newAgent();
  await dialog.fillWaiting('orphan');
  await dialog.image.fill('debian:bookworm-slim');
  await dialog.create.click();
  await expect(dialog.steps.filter({ hasText: 'Create the network' })).toContainText('done');
  await expect(dialog.steps.filter({ hasText: 'Create the volumes' })).toContainText('done');
  const closed = running.app.waitForEvent('close');
  running.app.process().kill('SIGKILL');
  await closed;

  const { window } = await launch();
  const notice = window.getByRole('status').filter({ hasText: 'left unfinished' });
  await expect(notice).toContainText('network');
  await keepPicture(window, testInfo, 'leftovers.png');
  expect(await seriousViolations(window)).toEqual([]);
  await notice.getByRole('button', { name: 'Clean up' }).click();
  await expect(notice).toBeHidden();
  await expect.poll(() => docker('volume', 'ls', '-q')).toBe('');
  await expect.poll(() => docker('network', 'ls', '-q', '--filter', 'label=dev.bulkhead.agent')).toBe('');
  await docker('pull', 'debian:bookworm-slim');
});

test('an engine host that is killed is started again, and the window says so', async ({
  app,
  window,
  plan,
}, testInfo) => {
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  const hostId = () =>
    app.evaluate(
      ({ app }) => app.getAppMetrics().find(({ name }) => name === 'Bulkhead engine host')?.pid ?? 0,
    );
  const first = await hostId();
  await app.evaluate((_electron, pid) => process.kill(pid, 'SIGKILL'), first);
  await expect(window.getByText('The engine host ended unexpectedly and was started again')).toBeVisible();
  await keepPicture(window, testInfo, 'restarted.png');
  await expect.poll(hostId).not.toBe(0);
  expect(await hostId()).not.toBe(first);
  await window.getByRole('button', { name: 'New agent' }).first().click();
  await expect(window.getByRole('dialog')).toBeVisible();
  const log = await readFile(join(plan.userData, 'logs', 'main.log'), 'utf8');
  expect(log).toContain('engine host ended');
});

test('a page whose process ends is loaded again, and says so', async ({ launch, plan }) => {
  const { app, window } = await launch();
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  // Playwright cannot use a page that crashed, so the test reads it through the app.
  const text = () =>
    app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (!contents || contents.isCrashed() || contents.isLoading()) return '';
      return (await contents.executeJavaScript('document.body.innerText')) as string;
    });
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  );
  await expect
    .poll(() => readFile(join(plan.userData, 'logs', 'main.log'), 'utf8').catch(() => ''))
    .toContain('the page ended');
  await expect.poll(text).toContain('The window ended unexpectedly and was loaded again');
  await expect.poll(text).toContain('No agents yet');
  await app.close();
});

test('settings that cannot be read are set aside and reported, never overwritten', async ({
  plan,
  launch,
}, testInfo) => {
  await mkdir(plan.userData, { recursive: true });
  await chmod(plan.userData, 0o777);
  const path = join(plan.userData, 'settings.json');
  await writeFile(path, '{ "theme": "dark", ');
  await chmod(path, 0o666);
  const { window, app } = await launch();
  const report = window.getByRole('alert').filter({ hasText: 'problem with the settings' });
  await expect(report).toContainText('started with its defaults');
  await keepPicture(window, testInfo, 'broken-settings.png');
  expect(await seriousViolations(window)).toEqual([]);
  const aside = (await readdir(plan.userData)).find((name) => name.startsWith('settings.json.broken-'));
  expect(await readFile(join(plan.userData, aside ?? 'none'), 'utf8')).toBe('{ "theme": "dark", ');

  await app.close();
  const again = await launch();
  await expect(again.window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  await expect(again.window.getByRole('alert')).toBeHidden();
});

test('settings that cannot be saved are reported, and hold until the app quits', async ({ window, plan }) => {
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  await chmod(plan.userData, 0o555);
  try {
    await window.getByRole('button', { name: 'Collapse sidebar' }).click();
    await expect(window.getByRole('alert')).toContainText('Settings cannot be saved');
    await expect(window.getByRole('button', { name: 'Expand sidebar' })).toBeVisible();
  } finally {
    await chmod(plan.userData, 0o777);
  }
});

test('a second start shows the first window and ends', async ({ app, window, launch }) => {
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  await expect(launch()).rejects.toThrow();
  await expect
    .poll(() =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((each) => each.isMinimized())),
    )
    .toEqual([false]);
});

test('the size and place of the window come back with the next start', async ({ running, launch }) => {
  await expect(running.window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  const bounds = { x: 40, y: 30, width: 1010, height: 690 };
  await running.app.evaluate(
    ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds),
    bounds,
  );
  await running.app.close();
  const { app } = await launch();
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())).toEqual(
    bounds,
  );
});
