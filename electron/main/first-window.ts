import { join } from 'node:path';
import { app, type BrowserWindow, ipcMain, nativeTheme, session, type WebContents } from 'electron';
import { readFirstLook } from '../settings/first-look.ts';
import { hardenSession } from './hardening.ts';
import { holdCalls } from './hold-calls.ts';
import { openMainWindow } from './main-window.ts';
import { servePage } from './page-protocol.ts';

const NO_FRAMES_AFTER_MS = 1_000;

export interface Started {
  userData: string;
  appPath: string;
  calls: ReturnType<typeof holdCalls>;
  window: BrowserWindow;
}

/**
 * Opens the app's first window, and resolves when its page has drawn its frame: until then reading more code would take a
 * core from it. The page's calls wait.
 */
export async function openFirstWindow(): Promise<Started> {
  const userData = app.getPath('userData');
  const appPath = app.getAppPath();
  const [look] = await Promise.all([readFirstLook(userData), app.whenReady()]);
  nativeTheme.themeSource = look.theme;
  hardenSession(session.defaultSession);
  const calls = holdCalls(ipcMain);
  servePage(session.defaultSession, join(appPath, 'dist/renderer'));
  const window = openMainWindow(look.window, appPath);
  await firstFrame(window.webContents);
  return { userData, appPath, calls, window };
}

function firstFrame(contents: WebContents): Promise<void> {
  return new Promise((resolve) => {
    const done = () => resolve();
    contents.once('ipc-message', done);
    contents.once('did-fail-load', done);
    contents.once('render-process-gone', done);
    // A window that something covers may have no frames.
    setTimeout(done, NO_FRAMES_AFTER_MS);
  });
}
