import { failureLines, outcomeLines } from './summary.mjs';
import { runTool } from './tool.mjs';

/** What each stage runs. */
const commands = {
  lint: ['biome', ['check', '--error-on-warnings', '.']],
  // What has not changed since the last run is not checked again.
  types: ['tsc', ['--noEmit', '--incremental', '--tsBuildInfoFile', 'node_modules/.cache/types.tsbuildinfo']],
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
  const { code, output } = await runTool(tool, [...args, ...runnerArgs], signal);
  return {
    title,
    code,
    seconds: (Date.now() - startedAt) / 1000,
    lines: outcomeLines(tool, output),
    failures: code === 0 ? [] : failureLines(tool, output),
    ...(code !== 0 && traces[title] ? { traces: traces[title] } : {}),
  };
}

/** A signal that aborts when the person interrupts, so that what was started can be stopped. */
export function interruption() {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => controller.abort());
  return controller.signal;
}
