import { afterAll, beforeAll, expect, it } from 'vitest';
import { MIB } from '../../../electron/contract/agent-spec.ts';
import { ActivityLog } from '../../../electron/engine/activity/activity-log.ts';
import { SpaceWatch } from '../../../electron/engine/activity/space-watch.ts';
import { systemClock } from '../../../electron/lib/clock.ts';
import { silentLogger } from '../../../electron/lib/logger.ts';
import { Scope } from '../../../electron/lib/scope.ts';
import {
  busyboxSpec,
  createAgent,
  inAgent,
  type TestProvisioning,
  testProvisioning,
} from '../../harness/agents/provisioning.ts';

const scope = new Scope();
let setup: TestProvisioning;
let agentId: string;

beforeAll(async () => {
  setup = await testProvisioning(scope);
  ({ agentId } = await createAgent(
    setup,
    busyboxSpec('installer', {
      image: 'node:24-slim',
      resources: { memoryBytes: 512 * MIB, cpus: 2, pids: 256 },
    }),
  ));
});
afterAll(() => scope.dispose());

// First reported as https://github.com/mifunedev/openharness/issues/1138 and
// https://github.com/openclaw/openclaw/issues/6620.
it('npm install -g installs into the home, and its program is found', async () => {
  const script = `set -e; mkdir -p /tmp/tool && cd /tmp/tool
    echo '{"name":"tool","version":"1.0.0","bin":{"a-tool":"run.js"}}' > package.json
    printf '#!/usr/bin/env node\\nconsole.log("it runs")\\n' > run.js; chmod +x run.js
    npm pack --silent >/dev/null; npm install -g --silent --offline ./tool-1.0.0.tgz >/dev/null; a-tool; command -v a-tool`;
  expect((await inAgent('installer', script)).split('\n')).toEqual([
    'it runs',
    '/home/agent/.local/bin/a-tool',
  ]);
});

// First reported as https://github.com/Abilityai/trinity/issues/1098.
it('/var/tmp and TMPDIR can be written, and their programs run', async () => {
  const script = `for folder in /var/tmp "$TMPDIR"; do
    printf '#!/bin/sh\\necho ran\\n' > "$folder/program" && chmod +x "$folder/program" && "$folder/program"; done`;
  expect(await inAgent('installer', script)).toBe('ran\nran');
});

it('a full /tmp is noticed in the output of a program, with the size to change', async () => {
  const activity = new ActivityLog(systemClock);
  await setup.refresh();
  const agent = setup.deps.agents().find(({ id }) => id === agentId);
  const watch = new SpaceWatch({
    engine: () => setup.engine,
    directory: { get: () => agent ?? expect.fail('no agent') },
    ...{ activity, clock: systemClock, logger: silentLogger },
  });
  const told = new Promise<string>((resolve) => activity.added.on(({ text }) => resolve(text)));
  const output = await inAgent(
    'installer',
    'dd if=/dev/zero of=/tmp/large bs=1M count=200 2>&1; rm -f /tmp/none',
  );
  watch.reader(agentId)(Buffer.from(output));
  expect(await told).toMatch(/^\/tmp is full \(100 MiB, in memory\).*Raise “Size of \/tmp”/);
});
