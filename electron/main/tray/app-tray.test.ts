import type { MenuItemConstructorOptions } from 'electron';
import { expect, it } from 'vitest';
import { AppTray } from './app-tray.ts';
import type { TrayAction } from './tray-menu.ts';

type Template = MenuItemConstructorOptions[];

function fakeTray() {
  const menus: Template[] = [];
  const acts: TrayAction[] = [];
  let click = () => {};
  const tray = new AppTray<Template>({
    createIcon: () => ({
      setToolTip: () => undefined,
      setContextMenu: (menu) => menus.push(menu),
      on: (_event, listener) => {
        click = listener;
      },
    }),
    buildMenu: (template) => template,
    act: (action) => acts.push(action),
  });
  const choose = (label: string) => {
    const found = menus.at(-1)?.find((item) => item.label === label);
    (found?.click as (() => void) | undefined)?.();
  };
  return { tray, menus, acts, choose, clickIcon: () => click() };
}

const busy = { running: 1, online: 1, waiting: [{ agentId: 'a', text: 'scout: Waits for you' }] };

it('makes no icon before the desktop is known to show one', () => {
  const { tray, menus } = fakeTray();
  tray.update(busy);
  expect([tray.isShown, menus.length]).toEqual([false, 0]);
  tray.show();
  expect(tray.isShown).toBe(true);
  expect(menus.at(-1)?.[0]).toMatchObject({ label: '1 agent is running', enabled: false });
});

it('carries out what is chosen', () => {
  const { tray, acts, choose, clickIcon } = fakeTray();
  tray.show();
  tray.update(busy);
  for (const label of ['scout: Waits for you', 'Pause all', 'Cut all off', 'Quit']) choose(label);
  clickIcon();
  expect(acts).toEqual([
    { kind: 'show', agentId: 'a' },
    { kind: 'command', id: 'agents.pause-all' },
    { kind: 'command', id: 'agents.cut-off-all' },
    { kind: 'quit' },
    { kind: 'show', agentId: null },
  ]);
});
