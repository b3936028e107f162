import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cacheFolder } from '../setup/cache.mjs';
import { failureLines, outcomeLines } from './summary.mjs';
import { runTool } from './tool.mjs';

/**
 * A file that a stage keeps for the next run, also in another clone. Of types: what tsc found of each file, by content, so
 * that what has not changed is not checked again.
 */
const kept = { types: 'node_modules/.cache/types.tsbuildinfo' };

/** What each stage runs. */
const commands = {
  lint: ['biome', ['check', '--error-on-warnings', '.']],
  types: ['tsc', ['--noEmit', '--incremental', '--tsBuildInfoFile', kept.types]],
  unit: ['vitest', ['run', '--project', 'unit']],
  gateway: ['vitest', ['run', '--project', 'gateway']],
  engine: ['vitest', ['run', '--project', 'engine']],
  faults: ['vitest', ['run', '--project', 'faults']],
  e2e: ['playwright', ['test']],
};

/** Folders in which the runner of a stage stores traces of a failure. */
const traces = {
  e2e: 'traces (npx playwright show-trace FILE) and pictures of the failed tests: test-results/; BULKHEAD_TRACE_PAGES=1 keeps each step’s page',
};

/**
 * Runs one stage and returns its result.
 * @param {keyof typeof commands} title
 * @param {string[]} runnerArgs
 * @param {AbortSignal} signal
 */
export async function runStage(title, runnerArgs, signal) {
  const [tool, args] = commands[title];
  process.stdout.write(`\n── ${title} ──\n`);
  const startedAt = Date.now();
  const file = kept[title];
  if (file && !existsSync(file)) takeCopy(ofAllClones(file), file);
  const { code, output } = await runTool(tool, [...args, ...runnerArgs], signal);
  if (file) takeCopy(file, ofAllClones(file));
  return {
    title,
    code,
    seconds: (Date.now() - startedAt) / 1000,
    lines: outcomeLines(tool, output),
    failures: code === 0 ? [] : failureLines(tool, output),
    ...(code !== 0 && traces[title] ? { traces: traces[title] } : {}),
  };
}

/** Where the next clone finds a file of this one. */
const ofAllClones = (file) => join(cacheFolder(), basename(file));

/** Copies a file, if it is there; the copy gets its name when it is whole. */
function takeCopy(from, to) {
  if (!existsSync(from)) return;
  mkdirSync(dirname(to), { recursive: true });
  const part = `${to}.${process.pid}`;
  copyFileSync(from, part);
  renameSync(part, to);
}

/** A signal that aborts when the person interrupts, so that what was started can be stopped. */
export function interruption() {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => controller.abort());
  return controller.signal;
}
