import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { createGatewayAgent, test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { AgentPage } from '../harness/app/pages/agent-page.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { requestFrom } from '../harness/gateway/agent-request.ts';

const NAME = 'tray-heron';

// A virtual display has no desktop. What asks the desktop's bus for a tray hears that there is one.
test.beforeEach(({ plan }) => {
  const folder = join(plan.home, 'programs');
  const program = join(folder, 'dbus-send');
  mkdirSync(folder, { mode: 0o755 });
  writeFileSync(program, '#!/bin/sh\necho "   boolean true"\n');
  chmodSync(program, 0o755);
  plan.env.PATH = `${folder}:${plan.env.PATH ?? ''}`;
});

/** The tray's menu as the desktop gets it: its items, and a press of one of them. */
async function trayOf(app: ElectronApplication) {
  await app.evaluate(({ Menu }) => {
    const shared = globalThis as { trayMenu?: Electron.Menu };
    const build = Menu.buildFromTemplate.bind(Menu);
    Menu.buildFromTemplate = (template) => {
      const menu = build(template);
      if (menu.items.some(({ label }) => label === 'Cut all off')) shared.trayMenu = menu;
      return menu;
    };
  });
  return {
    items: () =>
      app.evaluate(() =>
        ((globalThis as { trayMenu?: Electron.Menu }).trayMenu?.items ?? [])
          .filter(({ type }) => type !== 'separator')
          .map(({ label, enabled }) => (enabled ? label : `${label} (off)`)),
      ),
    press: (label: string) =>
      app.evaluate((_electron, wanted) => {
        const { trayMenu } = globalThis as { trayMenu?: Electron.Menu };
        trayMenu?.items.find((item) => item.label === wanted && item.enabled)?.click();
      }, label),
  };
}

const isShown = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()));
const closeWindow = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

test('the tray says what runs and what waits, pauses all, cuts all off, and asks once whether to stay there', async ({
  app,
  window,
}, testInfo) => {
  const tray = await trayOf(app);
  const agent = await createGatewayAgent(window, NAME);
  await expect
    .poll(tray.items)
    .toEqual(['1 agent is running (off)', 'Pause all', 'Cut all off', 'Show window', 'Quit']);
  await expect.poll(() => requestFrom(NAME, 'http://allowed.test/')).toContain('200');
  expect(await requestFrom(NAME, 'http://other.test/')).toContain('403');
  await expect.poll(tray.items).toContain(`${NAME}: 1 host was blocked`);

  await window.keyboard.press('Control+Shift+A');
  await expect(new AppPage(window).fleet).toBeVisible();
  await tray.press(`${NAME}: 1 host was blocked`);
  await expect(new AgentPage(window).heading).toHaveText(NAME);

  await tray.press('Cut all off');
  await expect.poll(tray.items).toContain('Cut all off (off)');
  await expect(new AppPage(window).row(NAME)).toHaveAccessibleDescription(/egress off/i);
  await tray.press('Pause all');
  await expect(agent.status).toHaveText('Paused');
  await expect.poll(tray.items).toContain('Pause all (off)');
  expect(await tray.items()).toContain('No agent is running (off)');
  await agent.action('Resume').click();
  await expect.poll(tray.items).toContain('1 agent is running (off)');

  await closeWindow(app);
  const question = window.getByRole('alertdialog', { name: 'Quit Bulkhead' });
  await expect(question.getByRole('radio', { name: 'Stay in the tray' })).toBeChecked();
  await keepPicture(window, testInfo, 'question.png');
  expect(await isShown(app)).toEqual([true]);
  await question.getByRole('button', { name: 'Close window' }).click();
  await expect.poll(() => isShown(app)).toEqual([false]);
  await tray.press('Show window');
  await expect.poll(() => isShown(app)).toEqual([true]);
  await expect(question).toBeHidden();

  await closeWindow(app);
  await expect.poll(() => isShown(app)).toEqual([false]);
  await expect(question).toBeHidden();
  expect(await tray.items()).toContain('1 agent is running (off)');
});
