/**
 * `npm run test:engines`: what an engine has to get right (isolation, egress, secrets, ports), on the installed engine
 * and on each newer one that Debian has. As root on Debian; some 20 minutes. Ends with a table, which also goes to
 * test-results/engines.md. Arguments go to vitest, such as `-t NAME`.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { startEngine, stopEngine } from './engine/control.mjs';
import { engineTable } from './run/engine-table.mjs';
import { interruption } from './run/stage.mjs';
import { runTool } from './run/tool.mjs';
import { isDebianRoot } from './setup/debian.mjs';
import { runMain, Stop, say } from './setup/report.mjs';

const versions = [undefined, '26.1', '28.5'];
const tests = [
  'agent-create-images',
  'bindings',
  'egress',
  'egress-rules',
  'egress-switch',
  'groups',
  'isolation-refused',
  'network',
  'ports',
  'posture',
  'seccomp',
  'secret-delivery',
  'secrets',
  'verification',
  'verification-broken',
  'verification-gateway',
];

await runMain(async () => {
  if (!isDebianRoot()) throw new Stop('engines of several versions can only be started as root on Debian');
  process.chdir(new URL('..', import.meta.url).pathname);
  const signal = interruption();
  const failed = [];
  const runs = [];
  mkdirSync('test-results', { recursive: true });
  for (const version of versions) {
    if (signal.aborted) break;
    const title = version ?? 'installed';
    const name = `all-${title.replace('.', '-')}`;
    const engine = await startEngine(name, version ? { version } : {});
    const reportFile = `test-results/${name}.json`;
    rmSync(reportFile, { force: true });
    process.env.BULKHEAD_TEST_ENGINE = name;
    try {
      const files = tests.map((test) => `test/engine/${test}.test.ts`);
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
      const args = ['run', '--project', 'engine', ...reporters, ...files, ...process.argv.slice(2)];
      if ((await runTool('vitest', args, signal)).code !== 0) failed.push(title);
      runs.push({ version: engine.version, report: JSON.parse(readFileSync(reportFile, 'utf8')) });
    } finally {
      await stopEngine(name);
    }
  }
  const table = engineTable(runs);
  writeFileSync('test-results/engines.md', `${table}\n`);
  console.log(table);
  say(failed.length === 0 ? 'all engines pass' : `failed on: ${failed.join(', ')}`);
  return signal.aborted || failed.length > 0 ? 1 : 0;
});
