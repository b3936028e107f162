import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { WindowState } from '../contract/settings.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { PAGE_ORIGIN } from './page-protocol.ts';
import { boundsOn } from './window-bounds.ts';

const SAVE_BOUNDS_AFTER_MS = 500;

/** The canvas colours of the page, so that a window never flashes white before its first paint. */
const backgrounds = { dark: '#121418', light: '#fbfbfc' };

/** Opens the app's window at its last position. */
export function openMainWindow(state: WindowState, appPath: string): BrowserWindow {
  const window = new BrowserWindow({
    ...boundsOn(
      screen.getAllDisplays().map((display) => display.workArea),
      state,
    ),
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Bulkhead',
    backgroundColor: nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light,
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(appPath, 'dist/preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  if (state.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${PAGE_ORIGIN}/index.html`);
  return window;
}

/** Remembers where the window is from now on. */
export function rememberBounds(window: BrowserWindow, settings: SettingsStore): void {
  let timer: NodeJS.Timeout | undefined;
  const save = () => {
    if (window.isDestroyed()) return;
    settings.change({ window: { ...window.getNormalBounds(), maximized: window.isMaximized() } });
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_BOUNDS_AFTER_MS);
  };
  window.on('resize', later);
  window.on('move', later);
  window.on('close', () => {
    clearTimeout(timer);
    save();
  });
}
