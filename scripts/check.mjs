/** `npm run check`: format and lint, types, unit tests. What to run before every commit. */
import { interruption, runStage } from './run/stage.mjs';
import { summarize } from './run/summary.mjs';
import { ensureNodeModules } from './setup/node-modules.mjs';
import { runMain } from './setup/report.mjs';

await runMain(async () => {
  process.chdir(new URL('..', import.meta.url).pathname);
  await ensureNodeModules();
  const signal = interruption();
  const results = [];
  for (const title of ['lint', 'types', 'unit']) {
    if (!signal.aborted) results.push(await runStage(title, [], signal));
  }
  console.log(summarize(results));
  return !signal.aborted && results.every(({ code }) => code === 0) ? 0 : 1;
});
