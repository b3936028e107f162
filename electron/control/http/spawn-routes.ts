import { z } from 'zod';
import { followStream } from '../../client/follow-stream.ts';
import type { RpcClient } from '../../client/rpc-client.ts';
import { type Agent, agentSchema, agentStatusSchema } from '../../contract/agent.ts';
import type { AgentSpec } from '../../contract/agent-spec.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Operation } from '../../contract/operation.ts';
import { sampleSchema } from '../../contract/stats.ts';
import { Scope } from '../../lib/scope.ts';
import { checkTokenSpec } from '../token-limits.ts';
import { findAgent } from './agent-ref.ts';
import { callRoute } from './call-route.ts';
import type { Caller, JsonRoute, Route, TextRoute } from './route.ts';
import { inRequest, type Spawn, type SpawnDefaults, spawnSchema, spawnSpec } from './spawn-spec.ts';
import { logsText } from './v1-streams.ts';

const spawnedSchema = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  status: agentStatusSchema,
});

/** The short API: one request creates an agent, and the answer comes when it runs. */
export function spawnRoutes(defaults: SpawnDefaults): readonly Route[] {
  const spawn: JsonRoute = {
    kind: 'json',
    method: 'POST',
    path: '/agents',
    id: 'spawnAgent',
    summary: 'Create an agent in a few words, and answer once it runs',
    scope: 'manage',
    body: spawnSchema,
    output: spawnedSchema,
    status: 201,
    run: async ({ client, caller, body, signal }) => {
      const request = body as Spawn;
      const { types } = await client.call('agent-type.list', {}, signal);
      const spec = spawnSpec(request, types, defaults);
      const { id, name, status } = await createAgent(client, spec, caller, signal).catch(
        (thrown: unknown) => {
          throw thrown instanceof AppFailure ? new AppFailure(inRequest(thrown.error)) : thrown;
        },
      );
      return { body: { id, name, type: request.type, status }, headers: { location: `/agents/${id}` } };
    },
  };
  const list: JsonRoute = {
    kind: 'json',
    method: 'GET',
    path: '/agents',
    id: 'spawnedAgents',
    summary: 'All agents',
    scope: 'read',
    output: z.array(agentSchema),
    status: 200,
    run: async ({ client, signal }) => ({ body: (await client.call('agent.list', {}, signal)).agents }),
  };
  const get: JsonRoute = {
    kind: 'json',
    method: 'GET',
    path: '/agents/{agent}',
    id: 'spawnedAgent',
    summary: 'One agent',
    scope: 'read',
    output: agentSchema,
    status: 200,
    run: async ({ client, params }) => ({ body: await findAgent(client, params.agent ?? '') }),
  };
  const logs: TextRoute = { ...logsText, path: '/agents/{agent}/logs', id: 'spawnedAgentLogs' };
  const remove = callRoute('agent.remove', {
    method: 'DELETE',
    path: '/agents/{agent}',
    id: 'removeSpawnedAgent',
    summary: 'Remove an agent with its workspace',
  });
  return [
    spawn,
    list,
    get,
    logs,
    metrics,
    {
      ...remove,
      query: z.object({ deleteWorkspace: z.boolean().default(true) }),
    },
  ];
}

const metrics: JsonRoute = {
  kind: 'json',
  method: 'GET',
  path: '/agents/{agent}/metrics',
  id: 'spawnedAgentMetrics',
  summary: 'One reading of CPU, memory, network and disk; null while the agent does not run',
  scope: 'read',
  output: sampleSchema.nullable(),
  status: 200,
  run: async ({ client, params, signal }) => {
    const agent = await findAgent(client, params.agent ?? '');
    if (agent.status !== 'running') return { body: null };
    let sample: unknown = null;
    const agentId = agent.id;
    const input = { focused: [agentId], listed: [] };
    await followStream(client, 'stats.watch', input, signal, (tick, end) => {
      sample = tick[agentId] ?? null;
      if (sample !== null) end();
    });
    return { body: sample };
  },
};

/** Resolves to the agent when it runs. */
async function createAgent(
  client: RpcClient,
  spec: AgentSpec,
  caller: Caller,
  signal: AbortSignal,
): Promise<Agent> {
  await checkTokenSpec(spec, caller);
  const { operationId } = await client.call('agent.create', { spec }, signal);
  const { agentId = '', error } = await finished(client, operationId, signal);
  if (error) throw new AppFailure(error);
  return await started(client, agentId, signal);
}

/** Resolves to the operation when it has ended. */
async function finished(client: RpcClient, operationId: string, signal: AbortSignal): Promise<Operation> {
  return await waitFor(client, 'operation.changed', signal, async () =>
    (await client.call('operation.list', {})).find(
      ({ id, finishedAt }) => id === operationId && finishedAt !== undefined,
    ),
  );
}

/** Resolves to the agent when the list shows that its container ran. The list follows the engine with a short delay. */
async function started(client: RpcClient, agentId: string, signal: AbortSignal): Promise<Agent> {
  return await waitFor(client, 'agents.changed', signal, async () => {
    const agent = await findAgent(client, agentId);
    return agent.status === 'running' || agent.exit !== undefined ? agent : undefined;
  });
}

/** Calls `look` now and after each event until it resolves to a value. */
async function waitFor<T>(
  client: RpcClient,
  event: 'operation.changed' | 'agents.changed',
  signal: AbortSignal,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const scope = new Scope();
  try {
    return await new Promise<T>((resolve, reject) => {
      const check = () => {
        look().then((value) => value !== undefined && resolve(value), reject);
      };
      const onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      scope.add(() => signal.removeEventListener('abort', onAbort));
      scope.add(client.on(event, check));
      check();
    });
  } finally {
    await scope.dispose();
  }
}
