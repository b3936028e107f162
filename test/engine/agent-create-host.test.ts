import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RpcClient } from '../../electron/client/rpc-client.ts';
import { bareEgress } from '../../electron/contract/agent-spec.ts';
import type { Operation } from '../../electron/contract/operation.ts';
import { defaultSpec } from '../../electron/contract/presets.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { agentObjects, inAgent, removeAgents } from '../harness/agents/provisioning.ts';
import { openHost } from '../harness/agents/test-host.ts';
import { appEngine, docker } from '../harness/engine/docker-cli.ts';

const scope = new Scope();
let client: RpcClient;
beforeAll(async () => {
  const engine = appEngine(scope);
  scope.add(async () => {
    await removeAgents(engine);
    await docker('rm', '-f', 'bulkhead-gateway').catch(() => undefined);
    await docker('network', 'rm', 'bulkhead-egress').catch(() => undefined);
  });
  const dataPath = mkdtempSync(join(tmpdir(), 'bulkhead-host-'));
  scope.add(() => rmSync(dataPath, { recursive: true, force: true }));
  client = await openHost(scope, dataPath);
});
afterAll(() => scope.dispose());

/** Follows an operation as a window does: by its events. */
async function ended(operationId: string): Promise<Operation> {
  return await new Promise((resolve) => {
    const look = (operation: Operation) => {
      if (operation.id === operationId && operation.finishedAt !== undefined) resolve(operation);
    };
    client.on('operation.changed', look);
    void client.call('operation.list', {}).then((operations) => operations.forEach(look));
  });
}

it('takes an agent from the dialog to a running sandbox with its gateway, through recreation, to its end', async () => {
  const { name } = await client.call('agent.propose-name', {});
  const spec = { ...defaultSpec('shell', 'balanced'), name };
  expect((await client.call('agent.check', { spec })).dockerRun).toContain(`--name bulkhead-${name}`);
  const created = await ended((await client.call('agent.create', { spec })).operationId);
  expect(created).toMatchObject({ status: 'done' });
  const agentId = created.agentId ?? '';
  const list = async () => (await client.call('agent.list', {})).agents;
  await expect.poll(list).toMatchObject([{ id: agentId, name, status: 'running' }]);
  expect(await client.call('egress.state', { agentId })).toMatchObject({
    wanted: { mode: 'allowlist' },
    inForce: true,
  });

  const ask = 'curl -s -o /dev/null -w "%{http_code}" http://example.com/ || true';
  expect(await inAgent(name, ask)).toBe('403');

  const off = bareEgress('off');
  await client.call('egress.change', {
    agentId,
    intents: [
      { type: 'replace', egress: off, basedOn: (await client.call('egress.state', { agentId })).wanted },
    ],
  });
  const change = { isolation: { readOnlyRoot: false } };
  const recreated = await ended((await client.call('agent.recreate', { agentId, change })).operationId);
  expect(recreated).toMatchObject({ status: 'done' });
  await expect
    .poll(list)
    .toMatchObject([{ id: agentId, name, status: 'running', spec: { isolation: change.isolation } }]);
  expect(await client.call('egress.state', { agentId })).toEqual({ wanted: off, inForce: true });
  expect(await inAgent(name, ask)).toBe('403');

  const copy = await ended(
    (await client.call('agent.duplicate', { agentId, name: `${name}-copy` })).operationId,
  );
  const copyId = copy.agentId ?? '';
  expect(await client.call('egress.state', { agentId: copyId })).toEqual({ wanted: off, inForce: true });
  await ended((await client.call('agent.remove', { agentId: copyId, deleteWorkspace: true })).operationId);
  expect(await client.call('egress.state', { agentId })).toEqual({ wanted: off, inForce: true });
  expect(await inAgent(name, ask)).toBe('403');

  const removed = await ended(
    (await client.call('agent.remove', { agentId, deleteWorkspace: true })).operationId,
  );
  expect(removed).toMatchObject({ status: 'done' });
  expect(await agentObjects(appEngine(scope), agentId)).toEqual([]);
});
