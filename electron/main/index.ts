import { app } from 'electron';
import { announceHost } from '../control/announce-host.ts';
import { hardenApp } from './hardening.ts';
import { registerPageScheme } from './page-protocol.ts';

/** The window opens before this process reads most of its code, because the page starts in processes of its own. */
async function run(): Promise<void> {
  const announcement = announceHost(app.getPath('userData'));
  const { openFirstWindow } = await import('./first-window.ts');
  const started = await openFirstWindow();
  const { compose, readSettings } = await import('./compose.ts');
  const settings = await readSettings(started.userData);
  // Without a window Electron ends by itself.
  if (!started.window.isDestroyed()) compose(started, settings, announcement);
}

registerPageScheme();
hardenApp(app);
if (app.requestSingleInstanceLock()) {
  run().catch((error: unknown) => {
    process.stderr.write(`Bulkhead cannot start: ${error instanceof Error ? error.stack : String(error)}\n`);
    app.exit(1);
  });
} else {
  app.quit();
}
