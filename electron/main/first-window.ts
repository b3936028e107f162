import { join } from 'node:path';
import { app, type BrowserWindow, nativeTheme, session } from 'electron';
import { SettingsStore } from '../settings/settings-store.ts';
import { hardenSession } from './hardening.ts';
import { openMainWindow } from './main-window.ts';
import { servePage } from './page-protocol.ts';

export interface Started {
  settings: SettingsStore;
  userData: string;
  appPath: string;
  window: BrowserWindow;
}

/**
 * Opens the app's first window, and resolves when its page begins: until then the system starts the page's processes,
 * which wait for this one. Nothing answers the page yet.
 */
export async function openFirstWindow(): Promise<Started> {
  const userData = app.getPath('userData');
  const appPath = app.getAppPath();
  const settings = new SettingsStore(userData);
  await Promise.all([settings.load(), app.whenReady()]);
  nativeTheme.themeSource = settings.current.theme;
  hardenSession(session.defaultSession);
  servePage(session.defaultSession, join(appPath, 'dist/renderer'));
  const window = openMainWindow(settings, appPath);
  await new Promise<unknown>((resolve) => {
    window.webContents.once('did-navigate', resolve);
    window.webContents.once('did-fail-load', resolve);
  });
  return { settings, userData, appPath, window };
}
