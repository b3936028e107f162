import { _electron } from '@playwright/test';
import { say } from '../setup/report.mjs';
import { planLaunch } from './launch-plan.mjs';
import { startVirtualDisplay } from './virtual-display.mjs';

/**
 * Starts the packaged app as tests do, gives its page to `use`, and ends it. Prints the page's console output.
 * @param {{ dockerHost?: string, keyring?: boolean, env?: Record<string, string> }} options env: more of the app's environment
 * @param {(running: { app: import('@playwright/test').ElectronApplication, window: import('@playwright/test').Page, home: string }) => Promise<void>} use home: where the app's user may write
 */
export async function runApp({ dockerHost, keyring = false, env = {} }, use) {
  const display = await startVirtualDisplay();
  const plan = planLaunch({ display: display.display, dockerHost, keyring });
  try {
    const app = await _electron.launch({ ...plan, env: { ...plan.env, ...env }, chromiumSandbox: true });
    try {
      const window = await app.firstWindow();
      window.on('console', (message) => say(`page ${message.type()}: ${message.text()}`));
      window.on('pageerror', (error) => say(`page threw: ${error.message}`));
      await window.waitForLoadState();
      await use({ app, window, home: plan.home });
    } finally {
      await app.close();
    }
  } finally {
    plan.remove();
    await display.stop();
  }
}
