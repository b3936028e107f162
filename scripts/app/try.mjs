/**
 * Looks at the packaged app without a display: starts it as tests do, runs a script on its page, takes a picture.
 *
 *   node scripts/app/try.mjs --picture out.png
 *   node scripts/app/try.mjs --script steps.mjs     (export default async ({ window, app, picture }) => …)
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { startEngine } from '../engine/control.mjs';
import { engineName } from '../engine/place.mjs';
import { runMain, say } from '../setup/report.mjs';
import { runApp } from './run-app.mjs';

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
  await runApp({ dockerHost, keyring: values.keyring }, async ({ app, window }) => {
    const picture = (file) => window.screenshot({ path: file });
    if (values.script) {
      const steps = await import(pathToFileURL(resolve(values.script)).href);
      await steps.default({ app, window, picture });
    }
    await picture(values.picture);
    say(`picture: ${values.picture}`);
  });
});
