/**
 * `npm run soak`: the packaged app on an engine of its own for half an hour, with chatty agents that come and go, consoles
 * that open and close, rules that change. Fails if the app holds more resources at the end than at the start. As root
 * on Debian.
 *
 *   npm run soak -- [--minutes N] [--agents N] [--keep-app]     (keep-app: the app that release/ holds, not a new one)
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { recordTasks } from './app/page-tasks.mjs';
import { runApp } from './app/run-app.mjs';
import { pullBaseImages, removeEverything } from './engine/api.mjs';
import { startEngine, stopEngine } from './engine/control.mjs';
import { mustRun } from './setup/command.mjs';
import { isDebianRoot } from './setup/debian.mjs';
import { ensureNodeModules } from './setup/node-modules.mjs';
import { runMain, Stop, say } from './setup/report.mjs';
import { startBareProcess } from './soak/bare-process.mjs';
import { probeEngineHost } from './soak/engine-host.mjs';
import { Holdings } from './soak/holdings.mjs';
import { takePort, watchAnswers } from './soak/page-scripts.mjs';
import { answerTable, leaks, outermost, processorTimes, rowOf, tableOf } from './soak/verdict.mjs';
import { Work } from './soak/work.mjs';

const engine = 'soak';
/** So many rounds of every kind of work come before the start is measured: caches fill, code is compiled. */
const WARM_UP_CYCLES = 6;
/** Between two events whose wait is measured. */
const EVENT_EVERY_MS = 50;
/** A shorter task makes nobody wait. */
const NOTABLE_TASK_MS = 10;

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '30' },
      agents: { type: 'string', default: '50' },
      'keep-app': { type: 'boolean', default: false },
    },
  });
  if (!isDebianRoot()) throw new Stop('the soak starts an engine of its own, as root on Debian');
  process.chdir(new URL('..', import.meta.url).pathname);
  await ensureNodeModules();
  if (!values['keep-app'] || !existsSync('release')) await mustRun(process.execPath, ['scripts/package.mjs']);
  const { dockerHost, socket } = await startEngine(engine);
  try {
    await removeEverything(socket);
    await pullBaseImages(socket);
    const report = await soak({
      dockerHost,
      socket,
      minutes: Number(values.minutes),
      agents: Number(values.agents),
    });
    console.log(report.text);
    return report.leaks.length === 0 ? 0 : 1;
  } finally {
    await stopEngine(engine);
  }
});

async function soak(options) {
  let report;
  const bare = startBareProcess(EVENT_EVERY_MS);
  try {
    // The second app has no engine: what its window takes to answer is what the machine takes.
    await runApp({ dockerHost: 'unix:///nonexistent/docker.sock' }, async ({ window: idle }) => {
      await runApp({ dockerHost: options.dockerHost }, async (running) => {
        report = await soakApp({ ...options, ...running, idle, bare });
      });
    });
  } finally {
    bare.stop();
  }
  return report;
}

function waitOf({ ms }) {
  return ms;
}

async function soakApp({ app, window, home, idle, bare, socket, minutes, agents }) {
  window.setDefaultTimeout(120_000);
  await window.addInitScript(takePort);
  const host = await probeEngineHost(app, home);
  await window.reload();
  await window.getByRole('button', { name: 'New Agent', exact: true }).first().waitFor();
  const work = new Work(window);
  await work.connected();
  say(`creating ${agents} agents`);
  await work.createAgents(agents);
  say('warming up');
  for (let cycle = 0; cycle < WARM_UP_CYCLES; cycle += 1) await work.cycle();
  const holdings = new Holdings({ app, window, host, socket, home });
  await work.rest();
  const start = await holdings.take('start');
  work.restart();
  for (const page of [window, idle]) await page.evaluate(watchAnswers, EVENT_EVERY_MS);
  const answers = { window: [], processor: [], idle: [], bare: [] };
  const tasks = [];
  await bare.takeAnswers();
  let recorded = await recordTasks(window);
  const deadline = Date.now() + minutes * 60_000;
  for (let nextAt = 0; Date.now() < deadline; ) {
    await work.tryCycle();
    if (Date.now() < nextAt) continue;
    nextAt = Date.now() + 30_000;
    const taken = await window.evaluate(() => window.takeAnswers());
    const ran = outermost(await recorded());
    const inRecord = taken.filter(({ at }) => at >= ran[0].at);
    answers.window.push(...inRecord.map(waitOf));
    answers.processor.push(...processorTimes(inRecord, ran));
    answers.idle.push(...(await idle.evaluate(() => window.takeAnswers())).map(waitOf));
    answers.bare.push(...(await bare.takeAnswers()).map(waitOf));
    tasks.push(...ran.map(({ processorMs }) => processorMs).filter((ms) => ms >= NOTABLE_TASK_MS));
    recorded = await recordTasks(window);
    say(
      `${new Date().toISOString()} ${work.done()}; ${await holdings.line()}; load ${loadavg()[0].toFixed(1)}`,
    );
  }
  await recorded();
  await work.rest();
  const end = await holdings.take('end');
  const rows = Object.keys(start.figures).map((what) =>
    rowOf(what, start.figures[what].kind, start.figures[what].value, end.figures[what]?.value ?? 0),
  );
  rows.push({ what: 'cycles of work that failed', start: 0, end: work.failures.length, limit: 0, unit: '' });
  const text = [
    `${minutes} minutes, ${agents} agents on ${cpus().length} cores, load ${loadavg()[2].toFixed(1)}: ${work.done()}.`,
    tableOf(rows),
    answerTable({
      'the window': answers.window,
      'the same, in processor time of the window': answers.processor,
      'the same in an empty window, same run': answers.idle,
      'the same in a bare process, same run': answers.bare,
      'a click': work.clicks,
      [`a task of the window of ${NOTABLE_TASK_MS} ms or more, in processor time`]: tasks,
    }),
    ...holdings.growth(),
  ].join('\n\n');
  mkdirSync('test-results', { recursive: true });
  writeFileSync('test-results/soak.md', `${text}\n`);
  return { text, leaks: leaks(rows) };
}
