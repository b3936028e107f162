/**
 * Takes every view of the packaged app, to be looked at: dark and light, wide and narrow, with 0, 1, 30 and 200 agents
 * on a private engine. `npm run pictures` makes those of the documentation.
 *
 *   node scripts/app/views.mjs --into /tmp/views                              all of them (some ten minutes)
 *   node scripts/app/views.mjs --into /tmp/views --agents 0,1 --only settings,fleet --themes dark --sizes 1440x900
 */
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pullBaseImages, removeEverything } from '../engine/api.mjs';
import { engineStatus, startEngine, stopEngine } from '../engine/control.mjs';
import { runMain, Stop, say } from '../setup/report.mjs';
import { makeProject, repair } from './pictures/project.mjs';
import { expect, inside, Window } from './pictures/window.mjs';
import { runApp } from './run-app.mjs';
import { makeManyAgents } from './views/many-agents.mjs';
import { AGENT, views } from './views/views.mjs';

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      name: { type: 'string', default: 'views' },
      into: { type: 'string', default: join(tmpdir(), 'bulkhead-views') },
      agents: { type: 'string', default: '0,1,30,200' },
      sizes: { type: 'string', default: '1440x900,1024x700' },
      themes: { type: 'string', default: 'dark,light' },
      only: { type: 'string' },
    },
  });
  const selected = values.only?.split(',') ?? Object.keys(views);
  for (const name of selected)
    if (!(name in views)) throw new Stop(`no view ${name}: ${Object.keys(views).join(', ')}`);
  const wasRunning = engineStatus(values.name).running;
  const engine = await startEngine(values.name);
  const project = join(tmpdir(), `bulkhead-views-${process.pid}`, 'shop');
  process.env.DOCKER_HOST = engine.dockerHost;
  try {
    await removeEverything(engine.socket);
    await pullBaseImages(engine.socket);
    makeProject(project);
    mkdirSync(values.into, { recursive: true });
    await runApp({ dockerHost: engine.dockerHost, keyring: true }, async ({ window: page }) => {
      page.setDefaultTimeout(30_000);
      const window = new Window(page);
      let made = 0;
      for (const agents of values.agents.split(',').map(Number)) {
        await makeAgents({ window, project, from: made, to: agents });
        made = agents;
        for (const size of values.sizes.split(','))
          for (const theme of values.themes.split(','))
            await takeViews({ page, window, selected, agents, size, theme, into: values.into });
      }
    });
  } finally {
    rmSync(join(project, '..'), { recursive: true, force: true });
    if (wasRunning) await removeEverything(engine.socket);
    else await stopEngine(values.name);
  }
});

/** The first agent is one with everything, by the dialog; the others are small ones. */
async function makeAgents({ window, project, from, to }) {
  if (from === 0 && to > 0) {
    const dialog = await window.newAgent({
      type: 'Shell',
      name: AGENT,
      purpose: 'Rounds tax to a cent',
      preset: 'Balanced',
    });
    await dialog.getByRole('radio', { name: 'Private copy', exact: true }).click();
    await dialog.getByRole('textbox', { name: 'Folder to copy' }).fill(project);
    await expect(dialog.getByRole('status', { name: 'Size of the copy' })).toContainText('files');
    await window.create(dialog);
    inside(AGENT, repair);
    for (const host of ['telemetry.example.com', 'files.example.net'])
      inside(AGENT, `curl -sS --max-time 5 http://${host}/ || true`);
  }
  await makeManyAgents(Math.max(from, 1), to);
  if (to > 0) await expect(window.agents.getByRole('listitem').first()).toBeVisible();
}

async function takeViews({ page, window, selected, agents, size, theme, into }) {
  const [width, height] = size.split('x').map(Number);
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: theme });
  const take = async (name) => {
    const file = join(into, `${String(agents).padStart(3, '0')}-${width}-${theme}-${name}.png`);
    await page.mouse.move(width / 2, height - 40);
    await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  };
  for (const name of selected) {
    const { at, show } = views[name];
    if (at && !at.includes(agents)) continue;
    try {
      await show({ window, take, agents });
    } catch (error) {
      // One view that cannot be reached does not cost the pictures of the others.
      say(`${name} with ${agents} agents, ${size}, ${theme}: ${error.message.split('\n')[0]}`);
      process.exitCode = 1;
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
    }
  }
  say(`${agents} agents, ${size}, ${theme}: taken`);
}
