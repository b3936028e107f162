/**
 * `npm run test:engines`: what an engine has to get right (isolation, egress, secrets, ports), on the installed engine
 * and on each newer one that Debian has; then what depends on how people set up their engines. As root on Debian; some 30 minutes. Ends with a table, which also goes to
 * test-results/engines.md. Arguments go to vitest, such as `-t NAME`.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { startEngine, stopEngine } from './engine/control.mjs';
import { variants } from './engine/variants.mjs';
import { engineTable } from './run/engine-table.mjs';
import { interruption } from './run/stage.mjs';
import { runTool } from './run/tool.mjs';
import { ensurePackages, isDebianRoot } from './setup/debian.mjs';
import { runMain, Stop, say } from './setup/report.mjs';

const everything = [
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
].map((test) => `test/engine/${test}.test.ts`);

/** What an agent's kernel can change, and so runs once more with gVisor's. */
const underGvisor = [
  'agent-lifecycle',
  'changes',
  'console',
  'console-left-behind',
  'docker-exec',
  'egress',
  'egress-rules',
  'exec-without-host',
  'host-folder',
  'isolation-refused',
  'logs',
  'network',
  'ports',
  'private-copy',
  'secrets',
  'snapshots',
].map((test) => `test/engine/${test}.test.ts`);

/** Engines by version, then engines set up as people do (`engine/variants.mjs`) with what depends on that. */
const engines = [
  { title: 'installed', tests: [...everything, 'test/field/variants/image-families.test.ts'] },
  { title: 'gVisor', runtime: 'runsc', tests: underGvisor },
  { title: '26.1', version: '26.1', tests: everything },
  { title: '28.5', version: '28.5', tests: everything },
  {
    title: 'containerd-store',
    tests: [
      'test/engine/agent-create-images.test.ts',
      'test/engine/disk.test.ts',
      'test/engine/docker-images.test.ts',
      'test/engine/images.test.ts',
      'test/engine/leftovers.test.ts',
      'test/engine/snapshots.test.ts',
      'test/field/engine/image-store.test.ts',
    ],
  },
  {
    title: 'userns-remap',
    tests: [
      'test/engine/agent-create.test.ts',
      'test/engine/egress.test.ts',
      'test/engine/private-copy.test.ts',
      'test/field/variants/mapped-users.test.ts',
    ],
  },
  {
    title: 'rootless',
    tests: [
      ...['agent-create', 'egress', 'network', 'ports', 'private-copy'].map(
        (test) => `test/engine/${test}.test.ts`,
      ),
      'test/field/variants/rootless.test.ts',
    ],
  },
  { title: 'podman', tests: ['test/field/variants/podman.test.ts'] },
  {
    title: 'exhausted-pools',
    tests: ['agent-create', 'egress', 'groups', 'network', 'ports'].map(
      (test) => `test/engine/${test}.test.ts`,
    ),
  },
];

await runMain(async () => {
  if (!isDebianRoot()) throw new Stop('engines of several versions can only be started as root on Debian');
  process.chdir(new URL('..', import.meta.url).pathname);
  await ensurePackages(['openjdk-17-jdk-headless']);
  const signal = interruption();
  const failed = [];
  const runs = [];
  mkdirSync('test-results', { recursive: true });
  for (const { title, version, runtime, tests } of engines) {
    if (signal.aborted) break;
    const name = `all-${title.toLowerCase().replace('.', '-')}`;
    const variant = title in variants ? title : undefined;
    const engine = await startEngine(name, { version, variant });
    const reportFile = `test-results/${name}.json`;
    rmSync(reportFile, { force: true });
    process.env.BULKHEAD_TEST_ENGINE = name;
    process.env.BULKHEAD_ENGINE_VARIANT = title;
    process.env.BULKHEAD_TEST_RUNTIME = runtime ?? '';
    try {
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
      const args = ['run', '--project', 'engine', ...reporters, ...tests, ...process.argv.slice(2)];
      if ((await runTool('vitest', args, signal)).code !== 0) failed.push(title);
      runs.push({
        version: [engine.version, variant ?? (runtime && title)].filter(Boolean).join(' '),
        isUnderGvisor: runtime !== undefined,
        report: JSON.parse(readFileSync(reportFile, 'utf8')),
      });
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
