/**
 * `npm run test:faults`: ends the app, its containers and the engine at every step of its operations, and checks that
 * nothing is lost. As root on Debian; some hours. Ends with a table, which also goes to test-results/faults.md.
 * Arguments go to vitest, such as `test/faults/policy.test.ts`; `--continue` goes on with a run that was interrupted.
 * `BULKHEAD_FAULTS=kinds` takes the first and the last of equal steps only.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { faultTable } from './run/fault-table.mjs';
import { mustRun, run } from './setup/command.mjs';
import { ensurePackages, isDebianRoot, packagesFor } from './setup/debian.mjs';
import { ensureElectronLibraries } from './setup/libraries.mjs';
import { runMain, Stop } from './setup/report.mjs';

const results = 'test-results/faults';

await runMain(async () => {
  if (!isDebianRoot()) throw new Stop('an engine that tests may kill can only be started as root on Debian');
  process.chdir(new URL('..', import.meta.url).pathname);
  const args = process.argv.slice(2);
  if (!args.includes('--continue')) rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  process.env.BULKHEAD_FAULTS ??= 'every';
  await ensurePackages([...packagesFor.display, ...packagesFor.keyring]);
  await mustRun(process.execPath, ['scripts/package.mjs']);
  await ensureElectronLibraries('release/linux-unpacked/bulkhead');
  const runnerArgs = args.filter((each) => each !== '--continue');
  const code = await run(process.execPath, ['scripts/test.mjs', '--only', 'faults', ...runnerArgs]);
  const lines = readdirSync(results).flatMap((name) =>
    readFileSync(`${results}/${name}`, 'utf8').split('\n'),
  );
  const table = faultTable(lines.filter(Boolean).map((line) => JSON.parse(line)));
  writeFileSync('test-results/faults.md', `${table}\n`);
  console.log(table);
  return code;
});
