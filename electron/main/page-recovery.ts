import { type App, type BrowserWindow, dialog } from 'electron';
import { systemClock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Notices } from './notices.ts';
import { PageWatch } from './page-watch.ts';
import { RestartLimit } from './restart-limit.ts';

const RELOADS = { limit: 3, withinMs: 60_000 };

/** Loads the page again when its process has ended or hangs, with a notice in the page; asks after repeated crashes. */
export function recoverPage(options: {
  window: BrowserWindow;
  notices: Notices;
  logger: Logger;
  quit(): void;
}): void {
  const { window, notices, logger, quit } = options;
  const limit = new RestartLimit(RELOADS);
  let stoodStill = false;
  const reload = () => {
    const what = stoodStill ? 'did not answer for ten seconds' : 'ended unexpectedly';
    stoodStill = false;
    notices.add(`The window ${what} and was loaded again. Agents were not touched.`);
    // The reload must follow the event, because Chromium is still ending the old process.
    setImmediate(() => {
      if (!window.isDestroyed()) window.webContents.reload();
    });
  };
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    logger.error('the page ended', { reason, exitCode });
    if (limit.allows(performance.now())) reload();
    else void askWhatNow(window).then((answer) => (answer === 'reload' ? reload() : quit()));
  });
  watchPage(window, () => {
    logger.error('the page does not answer');
    stoodStill = true;
    // It listens to nothing any more; its end brings it back.
    window.webContents.forcefullyCrashRenderer();
  });
}

function watchPage({ webContents }: BrowserWindow, onSilent: () => void): void {
  const watch = new PageWatch({
    clock: systemClock,
    // A page that is being debugged may be held on purpose.
    ask: async () => webContents.isDevToolsOpened() || (await webContents.executeJavaScript('true')),
    onSilent,
  });
  webContents.on('did-finish-load', () => watch.start());
  // The first page is there before most of this process.
  if (!webContents.isLoading()) watch.start();
  webContents.on('render-process-gone', () => watch.stop());
  webContents.on('destroyed', () => watch.stop());
}

/** Logs the end of Chromium's helper processes, which Chromium restarts itself. `EngineHostProcess` watches the host. */
export function logChildProcesses(app: App, logger: Logger): void {
  app.on('child-process-gone', (_event, { type, reason, exitCode, name, serviceName }) => {
    if (reason !== 'clean-exit')
      logger.error('a child process ended', { type, reason, exitCode, name, serviceName });
  });
}

async function askWhatNow(window: BrowserWindow): Promise<'reload' | 'quit'> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window keeps ending.',
    detail: 'Agents are not touched. If loading it again does not help, quit and report it with the log.',
    buttons: ['Load again', 'Quit'],
    defaultId: 0,
    cancelId: 1,
  });
  return response === 0 ? 'reload' : 'quit';
}
