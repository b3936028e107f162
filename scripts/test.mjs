/**
 * `npm test`: installs what is missing, then lint, types, unit tests, attacks on the gateway, engine tests on a real
 * Docker engine, and end-to-end tests on the packaged app.
 *
 *   npm test -- --only unit|gateway|engine|faults|e2e|lint|types [arguments of that runner]
 */
import { chromiumNames } from './app/chromium.mjs';
import { answers, pullBaseImages, removeEverything } from './engine/api.mjs';
import { engineStatus, startEngine, stopEngine } from './engine/control.mjs';
import { findExistingEngine } from './engine/existing.mjs';
import { testEngineNames } from './engine/place.mjs';
import { readTestArguments } from './run/arguments.mjs';
import { interruption, runStage } from './run/stage.mjs';
import { summarize } from './run/summary.mjs';
import { hasProgram, run } from './setup/command.mjs';
import {
  ensurePackages,
  installCommand,
  isDebianRoot,
  packagesFor,
  serverPackages,
  shellPackages,
} from './setup/debian.mjs';
import { ensureElectronLibraries } from './setup/libraries.mjs';
import { ensureNodeModules } from './setup/node-modules.mjs';
import { runMain, Stop, say } from './setup/report.mjs';

/** What a stage compares the project's own work with. */
const peersOf = { unit: shellPackages, gateway: serverPackages };

await runMain(async () => {
  const { selected, runnerArgs } = readTestArguments(process.argv.slice(2));
  process.chdir(new URL('..', import.meta.url).pathname);
  await ensureNodeModules();
  const signal = interruption();
  const results = [];
  const engines = selected.some((stage) => ['engine', 'faults', 'e2e'].includes(stage))
    ? await obtainEngines()
    : undefined;
  try {
    for (const stage of selected) {
      if (signal.aborted) break;
      await ensurePeers(peersOf[stage] ?? []);
      const prepared = stage !== 'e2e' || (await packageApp(results));
      if (prepared) results.push(await runStage(stage, runnerArgs, signal));
    }
  } finally {
    await engines?.release();
  }
  console.log(summarize(results));
  return !signal.aborted && results.every(({ code }) => code === 0) ? 0 : 1;
});

/** A private engine for each worker where that is possible, started before the tests and stopped after them. */
async function obtainEngines() {
  if (!isDebianRoot()) {
    const { dockerHost } = await findExistingEngine();
    say(`tests use the engine at ${dockerHost}, and only what carries the app's labels`);
    return { release: async () => {} };
  }
  const isNamed = Boolean(process.env.BULKHEAD_TEST_ENGINE);
  const names = testEngineNames();
  const release = async () => {
    if (!isNamed) await Promise.all(names.map(stopEngine));
  };
  try {
    await Promise.all(names.map((name) => prepareEngine(name, isNamed)));
  } catch (error) {
    await release();
    throw error;
  }
  // The runners take these engines instead of starting and stopping their own.
  process.env.BULKHEAD_TEST_ENGINE = names.join(',');
  return { release };
}

async function prepareEngine(name, isNamed) {
  const wasRunning = engineStatus(name).running;
  const { socket } = await startEngine(name);
  // A killed run left this engine running; its objects would make this run fail.
  if (!isNamed && wasRunning && (await answers(socket))) await removeEverything(socket);
  await pullBaseImages(socket);
}

/** Builds the app that the end-to-end tests drive; a failure is a result like any other. */
async function packageApp(results) {
  process.stdout.write('\n── package ──\n');
  const startedAt = Date.now();
  await ensureDisplay();
  await ensureBrowser();
  const code = await run(process.execPath, ['scripts/package.mjs']);
  if (code === 0) await ensureElectronLibraries('release/linux-unpacked/bulkhead');
  results.push({ title: 'package', code, seconds: (Date.now() - startedAt) / 1000, lines: [] });
  return code === 0;
}

/** Tests use the servers and shells that are installed, so a missing one is no failure. */
async function ensurePeers(optional) {
  if (!isDebianRoot() || optional.length === 0) return;
  await ensurePackages([], { optional }).catch(() =>
    say(`${optional.join(', ')} could not be installed: tests use those that are there`),
  );
}

/** The end-to-end tests also run in the current Chromium. */
async function ensureBrowser() {
  if (process.env.BULKHEAD_CHROMIUM || chromiumNames.some(hasProgram)) return;
  if (isDebianRoot()) return await ensurePackages(packagesFor.browser);
  throw new Stop(
    `end-to-end tests need Chromium or Chrome; BULKHEAD_CHROMIUM names one elsewhere\n` +
      `  on Debian: ${installCommand(packagesFor.browser)}`,
  );
}

async function ensureDisplay() {
  if (process.platform !== 'linux') return;
  const packages = [...packagesFor.display, ...packagesFor.keyring];
  if (isDebianRoot()) return await ensurePackages(packages);
  const programs = ['Xvfb', 'xauth', 'dbus-run-session', 'gnome-keyring-daemon'];
  const missing = programs.filter((program) => !hasProgram(program));
  if (missing.length > 0) {
    throw new Stop(
      `end-to-end tests run on a display of their own and need ${missing.join(', ')}\n` +
        `  on Debian or Ubuntu: ${installCommand(packages)}`,
    );
  }
}
