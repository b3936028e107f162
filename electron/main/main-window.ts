import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { SettingsStore } from '../settings/settings-store.ts';
import { PAGE_ORIGIN } from './page-protocol.ts';
import { boundsOn } from './window-bounds.ts';

const SAVE_BOUNDS_AFTER_MS = 500;

/** The canvas colours of the page, so that a window never flashes white before its first paint. */
const backgrounds = { dark: '#121418', light: '#fbfbfc' };

/** Opens the app's window at its last position, and remembers later positions. */
export function openMainWindow(settings: SettingsStore, appPath: string): BrowserWindow {
  const state = settings.current.window;
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
  rememberBounds(window, settings);
  void window.loadURL(`${PAGE_ORIGIN}/index.html`);
  return window;
}

function rememberBounds(window: BrowserWindow, settings: SettingsStore): void {
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
