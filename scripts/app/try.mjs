/**
 * Looks at the packaged app without a display: starts it as tests do, runs a script on its page, takes a picture.
 *
 *   node scripts/app/try.mjs --picture out.png
 *   node scripts/app/try.mjs --script steps.mjs     (export default async ({ window, app, picture }) => …)
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { _electron } from '@playwright/test';
import { startEngine } from '../engine/control.mjs';
import { engineName } from '../engine/place.mjs';
import { runMain, say } from '../setup/report.mjs';
import { planLaunch } from './launch-plan.mjs';
import { startVirtualDisplay } from './virtual-display.mjs';

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      name: { type: 'string' },
      script: { type: 'string' },
      picture: { type: 'string', default: 'test-results/try.png' },
      keyring: { type: 'boolean', default: false },
    },
  });
  const dockerHost =
    process.getuid?.() === 0
      ? (await startEngine(engineName(values.name))).dockerHost
      : process.env.DOCKER_HOST;
  const display = await startVirtualDisplay();
  const plan = planLaunch({ display: display.display, dockerHost, keyring: values.keyring });
  try {
    const app = await _electron.launch({ ...plan, chromiumSandbox: true });
    const window = await app.firstWindow();
    window.on('console', (message) => say(`page ${message.type()}: ${message.text()}`));
    window.on('pageerror', (error) => say(`page threw: ${error.message}`));
    await window.waitForLoadState();
    const picture = (file) => window.screenshot({ path: file });
    if (values.script) {
      const steps = await import(pathToFileURL(resolve(values.script)).href);
      await steps.default({ app, window, picture });
    }
    await picture(values.picture);
    say(`picture: ${values.picture}`);
    await app.close();
  } finally {
    plan.remove();
    await display.stop();
  }
});
