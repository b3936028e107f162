import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostFolder } from '../../../electron/contract/agent-spec.ts';
import { describeAgent } from '../../../electron/engine/creation/check-agent.ts';
import { startCanary } from '../../../electron/engine/verification/verify-canary.ts';
import { Scope } from '../../../electron/lib/scope.ts';
import {
  agentObjects,
  busyboxSpec,
  createAgent,
  inAgent,
  type TestProvisioning,
  testProvisioning,
} from '../../harness/agents/provisioning.ts';
import { personFolder } from '../../harness/agents/workspace-folders.ts';

/** On an engine with userns-remap; `npm run test:engines` starts it. */
const scope = new Scope();
const { signal } = new AbortController();
let setup: TestProvisioning;
beforeAll(async () => {
  setup = await testProvisioning(scope);
  expect(setup.facts.userns).toBe(true);
});
afterAll(() => scope.dispose());

// First reported as https://github.com/microsoft/vscode-dev-containers/issues/1563.
it('who will own the files is said before, and why a folder cannot be written after', async () => {
  const spec = busyboxSpec('mapped', { workspace: hostFolder(personFolder(scope, 1000)) });
  const { warnings } = await describeAgent(setup.deps, spec, signal);
  const warning = warnings.find(({ field }) => field === 'workspace.path');
  expect(warning?.message).toMatch(/userns-remap.*not to you.*private copy/);
  await expect(createAgent(setup, spec)).rejects.toThrow(/Permission denied.*userns-remap.*private copy/);
  expect((await agentObjects(setup.engine)).filter((object) => object.includes('mapped'))).toEqual([]);
});

it('files in a folder that everybody may write belong to a user of the engine’s range', async () => {
  const folder = personFolder(scope, 1000);
  chmodSync(folder, 0o777);
  await createAgent(setup, busyboxSpec('open', { workspace: hostFolder(folder) }));
  await inAgent('open', 'touch /workspace/made');
  expect(statSync(join(folder, 'made')).uid).toBeGreaterThan(65_536);
});

it('the listener of a verification runs on the host’s network', async () => {
  const canary = await startCanary(setup.engine, 'node:24-slim', scope, signal);
  expect(canary).toBeDefined();
});
