import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostFolder } from '../../../electron/contract/agent-spec.ts';
import { describeAgent } from '../../../electron/engine/creation/check-agent.ts';
import { personFrom } from '../../../electron/engine/objects/agent-user.ts';
import { realMachine } from '../../../electron/engine/workspace/machine.ts';
import { Scope } from '../../../electron/lib/scope.ts';
import {
  busyboxSpec,
  createAgent,
  inAgent,
  type TestProvisioning,
  testProvisioning,
} from '../../harness/agents/provisioning.ts';
import { personFolder } from '../../harness/agents/workspace-folders.ts';
import { testEngine } from '../../harness/engine/engine.ts';

/** On a rootless engine without control groups; `npm run test:engines` starts it. */
const scope = new Scope();
const { signal } = new AbortController();
let uid: number;
let setup: TestProvisioning;
beforeAll(async () => {
  ({ uid } = statSync(testEngine().socket));
  const machine = { ...realMachine(() => undefined), uid, person: personFrom(uid, uid, 'ada') };
  setup = await testProvisioning(scope, { machine });
  expect(setup.facts.rootless).toBe(true);
});
afterAll(() => scope.dispose());

// First reported as https://github.com/moby/moby/issues/42319.
it('files in the person’s folder belong to the person, whom the engine makes root inside', async () => {
  const folder = personFolder(scope, uid);
  const spec = busyboxSpec('rootless', { workspace: hostFolder(folder) });
  const { warnings } = await describeAgent(setup.deps, spec, signal);
  expect(warnings.filter(({ field }) => field === 'workspace.path')).toEqual([]);
  await createAgent(setup, spec);
  expect(await inAgent('rootless', 'touch /workspace/made; id -u')).toBe('0');
  expect(statSync(join(folder, 'made')).uid).toBe(uid);
});

it('with the image’s own user it is said that the files belong to a subordinate user', async () => {
  const spec = busyboxSpec('subordinate', { workspace: hostFolder(personFolder(scope, uid)) });
  const isolation = { ...spec.isolation, nonRoot: false };
  const { warnings } = await describeAgent(setup.deps, { ...spec, isolation }, signal);
  expect(warnings.find(({ field }) => field === 'workspace.path')?.message).toMatch(/subuid.*private copy/);
});
