import { readFile } from 'node:fs/promises';
import { test as base, expect } from '../harness/app/app.ts';
import { type BrowserWindow, createLink, endHost, openInBrowser, serve } from '../harness/app/browser.ts';
import { agentByDockerCli, openAgentTab } from '../harness/app/docker-cli-agent.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';

/** What only a window in a browser has: its sign-in, and its own means for what Electron does. */
const test = base.extend<{ browserWindow: BrowserWindow }>({
  browserWindow: async ({ plan, chromium }, use) => {
    const opened = await openInBrowser(plan, await chromium());
    await use(opened);
    await opened.close();
  },
});

test('a link signs one browser in, once, and a browser can sign out', async ({
  browserWindow: { window, refusals },
  plan,
  chromium,
}) => {
  const link = await createLink(plan);
  const context = await (await chromium()).newContext();
  const other = await context.newPage();
  await other.goto(window.url());
  await expect(other.getByRole('heading', { name: 'Sign in to Bulkhead' })).toBeVisible();
  // Only the fragment changes.
  await other.goto(link);
  await expect(other.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  await context.clearCookies();
  await other.goto(link);
  await expect(other.getByText('This link does not work')).toBeVisible();
  await context.close();

  await window.keyboard.press('Control+,');
  await window
    .getByRole('region', { name: 'This browser' })
    .getByRole('button', { name: 'Sign out' })
    .click();
  await expect(window.getByRole('heading', { name: 'Sign in to Bulkhead' })).toBeVisible();
  await window.goto(new URL('/', window.url()).href);
  await expect(window.getByRole('heading', { name: 'Sign in to Bulkhead' })).toBeVisible();
  // Browsers report what a page's policy refuses, also where the page's code expects that.
  expect(refusals).toEqual([]);
});

test('a log is downloaded, and a selection goes to the clipboard', async ({
  browserWindow: { window, context },
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const agent = await agentByDockerCli(['sh', '-c', 'echo first line; sleep 600']);
  try {
    await openAgentTab(window, agent.name, 'Logs');
    await expect(window.getByRole('log', { name: 'Agent logs' })).toContainText('first line');
    const downloading = window.waitForEvent('download');
    await window.getByRole('button', { name: 'Save logs' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^hand-.*\.log$/);
    expect(await readFile(await download.path(), 'utf8')).toContain('first line\n');
    await window.getByRole('button', { name: 'Copy the lines shown' }).click();
    await expect.poll(() => window.evaluate(() => navigator.clipboard.readText())).toContain('first line');
  } finally {
    await agent.remove();
  }
});

test('what only the app can do is absent, and said to be', async ({ browserWindow: { window } }) => {
  const dialog = await new AppPage(window).newAgent();
  await dialog.chooseWorkspace('Host folder');
  await expect(dialog.folder).toBeVisible();
  await expect(dialog.root.getByRole('button', { name: 'Browse…' })).toHaveCount(0);
  await dialog.cancel.click();
  await window.keyboard.press('Control+,');
  const settings = window.getByRole('dialog', { name: 'Settings' });
  await expect(settings.getByText('Secrets are not here')).toBeVisible();
  await expect(settings.getByRole('button', { name: 'Add secret' })).toHaveCount(0);
  await expect(settings.getByRole('textbox', { name: 'Gateway base image' })).toBeDisabled();
});

test('a window says that its host is gone, and signs in again at the next one', async ({
  browserWindow: { window, host },
  plan,
}) => {
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  const port = Number(new URL(window.url()).port);
  await endHost(host);
  await expect(window.getByRole('alert').filter({ hasText: 'Bulkhead does not answer' })).toBeVisible();
  const next = await serve(plan, port);
  try {
    await expect(window.getByRole('heading', { name: 'Sign in to Bulkhead' })).toBeVisible();
    await window.goto(next.signIn);
    await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  } finally {
    await endHost(next.host);
  }
});
