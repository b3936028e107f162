import type { Page } from '@playwright/test';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { expect, test } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { ownType } from '../harness/app/own-type.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { ConsoleTab } from '../harness/app/pages/console-tab.ts';
import { docker } from '../harness/engine/docker-cli.ts';

/** Removes the agent that is shown, and waits until nothing of it is left. */
async function removed(window: Page): Promise<void> {
  await new AgentPage(window).remove({ workspace: true });
  const label = 'label=dev.bulkhead.agent';
  await expect.poll(() => docker('network', 'ls', '-q', '--filter', label)).toBe('');
  await expect.poll(() => docker('volume', 'ls', '-q', '--filter', label)).toBe('');
}

const TOY = {
  version: 1,
  label: 'Toy',
  description: 'Says hello.',
  icon: 'robot',
  image: 'busybox:stable',
  limits: { memory: '64m', cpus: 0.5, pids: 40 },
  environment: { GREETING: 'hello there' },
  start: ['toy'],
};

const TOY_FILES = {
  'type.json': JSON.stringify(TOY),
  Dockerfile: 'ARG BASE\nFROM $BASE\nCOPY toy /bin/toy\nRUN chmod 755 /bin/toy\n',
  toy: '#!/bin/sh\necho "$GREETING from the toy"\nexec sh\n',
};

test.beforeEach(({ plan }) => {
  // An image that is built from the real package registry may meet a company's proxy.
  const { NODE_EXTRA_CA_CERTS } = process.env;
  if (NODE_EXTRA_CA_CERTS !== undefined) plan.env.NODE_EXTRA_CA_CERTS = NODE_EXTRA_CA_CERTS;
});

test('a type with a hostile file is listed with the line of its problem, beside those that can be used', async ({
  plan,
  launch,
}, testInfo) => {
  ownType(plan, 'toy', TOY_FILES);
  ownType(plan, 'hostile', {
    'type.json': JSON.stringify({ ...TOY, privileged: true, caches: [{ path: '/../etc' }] }, null, 2),
  });
  const { window } = await launch();
  const dialog = await new AppPage(window).newAgent();
  const broken = dialog.root.getByRole('list', { name: 'Agent types that cannot be used' });
  await expect(broken).toContainText('hostile: ');
  await expect(broken).toContainText(/type\.json:\d+:\d+/);
  await expect(dialog.root.getByRole('radio', { name: 'Toy' })).toBeVisible();
  await keepPicture(window, testInfo, 'types.png');
});

test('a type whose build fails makes no agent, and its problem names the line of its Dockerfile', async ({
  plan,
  launch,
}, testInfo) => {
  ownType(plan, 'failing', {
    'type.json': JSON.stringify({ ...TOY, label: 'Failing' }),
    Dockerfile: 'ARG BASE\nFROM $BASE\n\nRUN echo about to fail && exit 3\n',
  });
  const { window } = await launch();
  const dialog = await new AppPage(window).newAgent();
  await dialog.radio('Agent type', 'Failing').click();
  await dialog.name.fill('failing-one');
  await dialog.create.click();
  const alert = dialog.alerts.filter({ hasText: 'could not be built' });
  await expect(alert).toContainText('Step 3 of');
  await expect(alert).toContainText('line 4 of its Dockerfile');
  await expect(alert).toContainText('code 3');
  await keepPicture(window, testInfo, 'failed.png');
  expect(await docker('ps', '-aq', '--filter', 'label=dev.bulkhead.agent')).toBe('');
});

test('an own type is built, and its program runs in the console', async ({ plan, launch }) => {
  ownType(plan, 'toy', TOY_FILES);
  const { window } = await launch();
  const dialog = await new AppPage(window).newAgent();
  await dialog.radio('Agent type', 'Toy').click();
  await expect(dialog.memory).toHaveValue('64 MiB');
  // The image is made while the person fills in the rest.
  await expect.poll(() => docker('images', '-q', 'bulkhead/type-toy')).not.toBe('');
  await dialog.name.fill('toy-one');
  await dialog.create.click();
  await expect(dialog.root).toBeHidden();
  await expect(new AgentPage(window).status).toHaveText('Running');
  await expect(new ConsoleTab(window).screen).toContainText('hello there from the toy');
  expect(
    await docker('inspect', '-f', '{{.HostConfig.ReadonlyRootfs}} {{.Config.Image}}', 'bulkhead-toy-one'),
  ).toMatch(/^true bulkhead\/base:/);
  await removed(window);
});

test('an image that is made in advance is given up when the dialog closes', async ({ plan, launch }) => {
  ownType(plan, 'slow', {
    'type.json': JSON.stringify({ ...TOY, label: 'Slow' }),
    Dockerfile: 'ARG BASE\nFROM $BASE\nRUN echo begun && sleep 321\n',
  });
  const { window } = await launch();
  const dialog = await new AppPage(window).newAgent();
  await dialog.radio('Agent type', 'Slow').click();
  const steps = () => docker('ps', '--no-trunc', '--format', '{{.Command}}');
  await expect.poll(steps).toContain('sleep 321');
  await window.keyboard.press('Escape');
  await expect.poll(steps).not.toContain('sleep 321');
  expect(await docker('images', '-q', 'bulkhead/type-slow')).toBe('');
});

/** Removes the images of the type `brick`, also those of a run that was killed. */
async function removeBricks(): Promise<void> {
  const names = await docker('images', '--format', '{{.Repository}}:{{.Tag}}', 'bulkhead/type-brick');
  if (names) await docker('rmi', ...names.split('\n'));
}

test.describe('the images of an own type', () => {
  test.beforeEach(async ({ plan }) => {
    await removeBricks();
    ownType(plan, 'brick', {
      'type.json': JSON.stringify({ ...TOY, label: 'Brick', buildArgs: { VERSION: '1' } }),
      Dockerfile: 'ARG BASE\nFROM $BASE\nARG VERSION\nRUN echo "this is version $VERSION" | tee /version\n',
    });
  });
  test.afterEach(removeBricks);

  test('are built with other arguments, none of which may be a secret', async ({ window }, testInfo) => {
    const { type, rows, bricks } = await openImages(window);
    await expect(type).toContainText('Not built');
    await expect(rows.filter({ hasText: 'busybox:stable' })).toContainText('Not ours');
    await type.getByRole('button', { name: 'Build Brick', exact: true }).click();
    await expect(type).toContainText('Built');
    await expect(bricks).toContainText('Agent type Brick');
    await keepPicture(window, testInfo, 'images.png');

    await type.getByRole('button', { name: 'Build settings of Brick' }).click();
    await type.getByRole('textbox', { name: 'Build arguments' }).fill('NPM_TOKEN=x');
    await expect(type).toContainText('NPM_TOKEN looks like a secret');
    await type.getByRole('textbox', { name: 'Build arguments' }).fill('VERSION=2');
    await type.getByRole('button', { name: 'Save build settings' }).click();
    await expect(type).toContainText('version 2');
    await expect(type).toContainText('Not built');
    expect(await seriousViolations(window)).toEqual([]);
  });

  test('are rebuilt once there is an update, and removed one by one', async ({ window }, testInfo) => {
    const { dialog, type, rows, bricks } = await openImages(window);
    await type.getByRole('button', { name: 'Build Brick', exact: true }).click();
    await expect(type).toContainText('Built');
    await type.getByRole('button', { name: 'Build settings of Brick' }).click();
    await type.getByRole('textbox', { name: 'Build arguments' }).fill('VERSION=2');
    await type.getByRole('button', { name: 'Save build settings' }).click();
    await expect(type).toContainText('Not built');
    await dialog.getByRole('button', { name: 'Check for updates' }).click();
    await expect(bricks).toContainText('Update available');
    await expect(rows.filter({ hasText: 'busybox:stable' })).toContainText('Up to date');
    await bricks.getByRole('button', { name: /^Rebuild/ }).click();
    await expect(bricks).toHaveCount(2);
    await keepPicture(window, testInfo, 'images-updated.png');
    while ((await bricks.count()) > 0) {
      const count = await bricks.count();
      await bricks
        .first()
        .getByRole('button', { name: /^Remove/ })
        .click();
      await window.getByRole('button', { name: 'Remove image' }).click();
      await expect(bricks).toHaveCount(count - 1);
    }
    expect(await docker('images', '-q', 'bulkhead/type-brick')).toBe('');
  });
});

/** Opens the dialog of the images; `type` is the entry of the type `brick`, `bricks` are the rows of its images. */
async function openImages(window: Page) {
  await window.getByRole('button', { name: 'Images' }).click();
  const dialog = window.getByRole('dialog', { name: 'Images' });
  const type = dialog.getByRole('listitem', { name: 'Brick' });
  const rows = dialog.getByRole('table', { name: 'Images' }).getByRole('row');
  return { dialog, type, rows, bricks: rows.filter({ hasText: 'bulkhead/type-brick' }) };
}
