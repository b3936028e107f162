/**
 * `npm run bench`: every benchmark of test/bench, on an engine made for it; as root on Debian, some minutes. Prints one
 * table and writes test-results/bench.json. It only measures: a missed target fails nothing.
 *
 *   npm run bench -- [gateway|reach|streams|logs|console|redraw|transcript|stats|directory|changes|copy|create|verification|cli|start]…
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { pullBaseImages, removeEverything } from './engine/api.mjs';
import { startEngine, stopEngine } from './engine/control.mjs';
import { enginePlace } from './engine/place.mjs';
import { machineOf, tableOf } from './run/bench-table.mjs';
import { isDebianRoot } from './setup/debian.mjs';
import { ensureNodeModules } from './setup/node-modules.mjs';
import { runMain, Stop, say } from './setup/report.mjs';

/** Each file of test/bench, and its exports. */
const benches = {
  gateway: 'runGatewayBench',
  reach: 'runReachBench',
  streams: 'runStreamsBench',
  logs: 'runLogsBench',
  console: 'runConsoleBench',
  redraw: 'runRedrawBench',
  transcript: 'runTranscriptBench',
  stats: 'runStatsBench',
  directory: 'runDirectoryBench',
  changes: 'runChangesBench',
  copy: 'runCopyBench',
  create: 'runCreateBench',
  verification: 'runVerificationBench',
  cli: 'runCliBench',
  start: 'runStartBench',
};
const engine = 'bench';

await runMain(async () => {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !(name in benches));
  if (unknown) throw new Stop(`no benchmark ${unknown}: choose of ${Object.keys(benches).join(', ')}`);
  if (!isDebianRoot()) throw new Stop('benchmarks start an engine of their own, as root on Debian');
  process.chdir(new URL('..', import.meta.url).pathname);
  await ensureNodeModules();
  // The import follows the installation, because it needs the installed packages.
  const { loadBench } = await import('../test/bench/load-bench.mjs');
  execFileSync(process.execPath, ['scripts/build.mjs', 'gateway', 'cli'], { stdio: 'inherit' });
  await stopEngine(engine);
  rmSync(enginePlace(engine).folder, { recursive: true, force: true });
  const { dockerHost, socket } = await startEngine(engine, { asShipped: true });
  process.env.DOCKER_HOST = dockerHost;
  // The fixtures of the tests read the variable.
  process.env.BULKHEAD_TEST_ENGINE = engine;
  const results = [];
  const failed = [];
  try {
    await pullBaseImages(socket);
    for (const name of names.length > 0 ? names : Object.keys(benches)) {
      say(`benchmark ${name}`);
      const bench = await loadBench(`${name}-bench`);
      try {
        results.push(await bench[benches[name]](dockerHost));
      } catch (error) {
        // The others' figures took minutes, so they are still shown.
        console.error(error);
        failed.push(name);
      }
      // One subject must not find the agents and the gateway of another.
      await removeEverything(socket);
    }
  } finally {
    await stopEngine(engine);
  }
  const machine = machineOf(cpus(), process.version);
  console.log(tableOf(results, machine));
  mkdirSync('test-results', { recursive: true });
  writeFileSync('test-results/bench.json', `${JSON.stringify({ machine, results }, undefined, 2)}\n`);
  if (failed.length > 0) console.error(`failed: ${failed.join(', ')}`);
  // A benchmark may leave a connection or a timer open.
  process.exit(failed.length > 0 ? 1 : 0);
});
