/**
 * Makes the pictures of the documentation again: the packaged app, with real agents on a private engine.
 *
 *   npm run package && npm run pictures                  all of them, into docs/pictures (some minutes)
 *   npm run pictures -- --only changes --into /tmp/try   the agents are made, then one scene
 */
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pullBaseImages, removeEverything } from '../engine/api.mjs';
import { engineStatus, startEngine, stopEngine } from '../engine/control.mjs';
import { addresses } from '../engine/internet/zone.mjs';
import { runMain, Stop, say } from '../setup/report.mjs';
import { makeClaude, makeOthers } from './pictures/make-agents.mjs';
import { makeProject } from './pictures/project.mjs';
import { scenes } from './pictures/scenes.mjs';
import { smallPng } from './pictures/small-png.mjs';
import { openOutside, setNames, writeAuthorities } from './pictures/test-world.mjs';
import { docker, Window } from './pictures/window.mjs';
import { runApp } from './run-app.mjs';

const FAILED = join(tmpdir(), 'bulkhead-pictures-failed.png');
const SIZE = { width: 1440, height: 900 };

/** Paths that a reader understands: they stand in the pictures. */
const places = {
  socket: join(tmpdir(), 'docker.sock'),
  projects: join(tmpdir(), 'projects'),
  authorities: join(tmpdir(), 'bulkhead-authorities.pem'),
};
const project = join(places.projects, 'shop');

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      name: { type: 'string', default: 'pictures' },
      only: { type: 'string' },
      into: { type: 'string', default: 'docs/pictures' },
    },
  });
  const selected = values.only?.split(',') ?? Object.keys(scenes);
  for (const name of selected)
    if (!(name in scenes)) throw new Stop(`no scene ${name}: ${Object.keys(scenes).join(', ')}`);
  for (const path of Object.values(places))
    if (existsSync(path)) throw new Stop(`${path} is there already: the pictures need that path`);
  const wasRunning = engineStatus(values.name).running;
  const engine = await startEngine(values.name);
  try {
    process.env.DOCKER_HOST = engine.dockerHost;
    symlinkSync(engine.socket, places.socket);
    writeAuthorities(engine.internet, places.authorities);
    makeProject(project);
    await prepareEngine(engine);
    const options = {
      dockerHost: `unix://${places.socket}`,
      keyring: true,
      env: { NODE_EXTRA_CA_CERTS: places.authorities },
    };
    await runApp(options, async ({ app, window: page }) => {
      page.setDefaultTimeout(60_000);
      await page.setViewportSize(SIZE);
      await page.emulateMedia({ colorScheme: 'dark' });
      const stage = { app, window: new Window(page), take: pictureTaker(page, values.into), project };
      try {
        await makeClaude(stage);
        await makeOthers(stage);
        for (const name of selected) await scenes[name](stage);
      } catch (error) {
        await page.screenshot({ path: FAILED });
        say(`the window when it failed: ${FAILED}`);
        throw error;
      }
    });
  } finally {
    for (const path of Object.values(places)) rmSync(path, { recursive: true, force: true });
    if (wasRunning) await removeEverything(engine.socket);
    else await stopEngine(values.name);
  }
});

/** The package registry is the real one; what else the agents ask for stands in the fake internet. */
async function prepareEngine({ socket, internet }) {
  await removeEverything(socket);
  // Images of former runs would stand in the lists of images and disk usage.
  docker('image', 'prune', '--all', '--force', '--filter', 'label=dev.bulkhead.role');
  await pullBaseImages(socket);
  await openOutside(internet, ['registry.npmjs.org']);
  const names = ['api.anthropic.com', 'platform.claude.com', 'telemetry.example.com', 'files.example.net'];
  await setNames(internet, Object.fromEntries(names.map((name) => [name, [addresses.server]])));
}

function pictureTaker(page, folder) {
  mkdirSync(folder, { recursive: true });
  return async (name, { theme = 'dark' } = {}) => {
    await page.emulateMedia({ colorScheme: theme });
    // Below the agents nothing changes its look under the pointer.
    await page.mouse.move(120, 700);
    const file = join(folder, `${name}.png`);
    const picture = smallPng(await page.screenshot({ animations: 'disabled', caret: 'hide' }));
    writeFileSync(file, picture);
    say(`${file}: ${Math.round(picture.length / 1024)} KiB`);
    await page.emulateMedia({ colorScheme: 'dark' });
  };
}
