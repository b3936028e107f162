import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RpcClient } from '../../electron/client/rpc-client.ts';
import { bareEgress } from '../../electron/contract/agent-spec.ts';
import type { Operation } from '../../electron/contract/operation.ts';
import { defaultSpec } from '../../electron/contract/presets.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { agentObjects, inAgent, removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { openHost } from '../harness/agents/test-host.ts';
import { appEngine } from '../harness/engine/docker-cli.ts';

const scope = new Scope();
let client: RpcClient;
beforeAll(async () => {
  const engine = appEngine(scope);
  scope.add(() => removeAgentsAndGateway(engine));
  const dataPath = mkdtempSync(join(tmpdir(), 'bulkhead-host-'));
  scope.add(() => rmSync(dataPath, { recursive: true, force: true }));
  client = await openHost(scope, dataPath);
});
afterAll(() => scope.dispose());

/** Follows an operation as a window does: by its events. */
async function ended(operationId: string): Promise<Operation> {
  return await new Promise((resolve) => {
    const resolveWhenOver = (operation: Operation) => {
      if (operation.id === operationId && operation.finishedAt !== undefined) resolve(operation);
    };
    client.on('operation.changed', resolveWhenOver);
    void client.call('operation.list', {}).then((operations) => operations.forEach(resolveWhenOver));
  });
}

const listAgents = async () => (await client.call('agent.list', {})).agents;
const egressOf = (agentId: string) => client.call('egress.state', { agentId });
const OFF = bareEgress('off');
const IS_OFF = { wanted: OFF, inForce: true };

/** The status that the agent's gateway answers with to a request for a host that no rule names. */
const requestStatus = (name: string) =>
  inAgent(name, 'curl -s -o /dev/null -w "%{http_code}" http://example.com/ || true');

async function switchOff(agentId: string): Promise<void> {
  const { wanted } = await egressOf(agentId);
  await client.call('egress.change', {
    agentId,
    intents: [{ type: 'replace', egress: OFF, basedOn: wanted }],
  });
}

async function remove(agentId: string): Promise<Operation> {
  return await ended((await client.call('agent.remove', { agentId, deleteWorkspace: true })).operationId);
}

describe('an agent made by the calls of the dialog', () => {
  let name: string;
  let agentId: string;

  beforeAll(async () => {
    ({ name } = await client.call('agent.propose-name', {}));
    const spec = { ...defaultSpec('shell', 'balanced'), name };
    expect((await client.call('agent.check', { spec })).dockerRun).toContain(`--name bulkhead-${name}`);
    const created = await ended((await client.call('agent.create', { spec })).operationId);
    expect(created).toMatchObject({ status: 'done' });
    agentId = created.agentId ?? '';
  });

  it('runs behind its gateway, with the allowlist in force', async () => {
    await expect.poll(listAgents).toMatchObject([{ id: agentId, name, status: 'running' }]);
    expect(await egressOf(agentId)).toMatchObject({ wanted: { mode: 'allowlist' }, inForce: true });
    expect(await requestStatus(name)).toBe('403');
  });

  it('keeps the egress that was switched off through its recreation', async () => {
    await switchOff(agentId);
    const change = { isolation: { readOnlyRoot: false } };
    const recreated = await ended((await client.call('agent.recreate', { agentId, change })).operationId);
    expect(recreated).toMatchObject({ status: 'done' });
    await expect
      .poll(listAgents)
      .toMatchObject([{ id: agentId, name, status: 'running', spec: { isolation: change.isolation } }]);
    expect(await egressOf(agentId)).toEqual(IS_OFF);
    expect(await requestStatus(name)).toBe('403');
  });

  it('gives its egress to a duplicate, and keeps it when the duplicate is removed', async () => {
    await switchOff(agentId);
    const duplicate = await ended(
      (await client.call('agent.duplicate', { agentId, name: `${name}-copy` })).operationId,
    );
    const duplicateId = duplicate.agentId ?? '';
    expect(await egressOf(duplicateId)).toEqual(IS_OFF);
    await remove(duplicateId);
    expect(await egressOf(agentId)).toEqual(IS_OFF);
    expect(await requestStatus(name)).toBe('403');
  });

  it('is removed with everything that was made for it', async () => {
    expect(await remove(agentId)).toMatchObject({ status: 'done' });
    expect(await agentObjects(appEngine(scope), agentId)).toEqual([]);
  });
});
