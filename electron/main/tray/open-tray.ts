import { Menu, nativeImage, Tray } from 'electron';
import { AppTray } from './app-tray.ts';
import type { TrayAction } from './tray-menu.ts';

/** Edge of the icon in pixels; desktops scale it. */
const ICON_PX = 22;

/** The app's tray icon, with Electron's parts. It shows nothing until `show`. */
export function createAppTray({
  iconPath,
  act,
}: {
  iconPath: string;
  act(action: TrayAction): void;
}): AppTray<Menu> {
  return new AppTray<Menu>({
    createIcon: () =>
      new Tray(nativeImage.createFromPath(iconPath).resize({ width: ICON_PX, height: ICON_PX })),
    buildMenu: (template) => Menu.buildFromTemplate(template),
    act,
  });
}
