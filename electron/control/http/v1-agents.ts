import { z } from 'zod';
import type { Agent } from '../../contract/agent.ts';
import { agentSchema, agentStatusSchema } from '../../contract/agent.ts';
import { calls } from '../../contract/registry.ts';
import { checkTokenSpec } from '../token-limits.ts';
import { findAgent } from './agent-ref.ts';
import { answerOf, callRoute } from './call-route.ts';
import { etagOf } from './etag.ts';
import type { JsonRoute } from './route.ts';

const listQuery = z.object({
  limit: z.number().int().min(1).max(500).default(100),
  /** `next` of the previous page. */
  cursor: z.string().max(500).optional(),
  status: agentStatusSchema.optional(),
});

const list: JsonRoute = {
  kind: 'json',
  method: 'GET',
  path: '/v1/agents',
  id: 'listAgents',
  summary: 'Agents in the order of their creation, a page at a time',
  scope: 'read',
  query: listQuery,
  output: z.object({ items: z.array(agentSchema), next: z.string().nullable() }),
  status: 200,
  run: async ({ client, query, signal }) => {
    const { limit, cursor, status } = query as z.output<typeof listQuery>;
    const { agents } = await client.call('agent.list', {}, signal);
    const rest = agents
      .filter((agent) => status === undefined || agent.status === status)
      .map((agent) => ({ key: keyOf(agent), agent }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .filter(({ key }) => cursor === undefined || key > cursor);
    const page = rest.slice(0, limit);
    const next = rest.length > limit ? (page.at(-1)?.key ?? null) : null;
    return { body: { items: page.map(({ agent }) => agent), next } };
  },
};

/** Keys are unique and in order of creation, so that pages neither repeat nor skip an agent. */
const keyOf = ({ createdAt, id }: Agent) => `${String(createdAt).padStart(16, '0')}-${id}`;

const get: JsonRoute = {
  kind: 'json',
  method: 'GET',
  path: '/v1/agents/{agent}',
  id: 'getAgent',
  summary: 'One agent, by its id or name; the ETag goes into If-Match of a change',
  scope: 'read',
  output: agentSchema,
  status: 200,
  run: async ({ client, params }) => {
    const agent = await findAgent(client, params.agent ?? '');
    return { body: agent, headers: { etag: await etagOf(client, agent) } };
  },
};

const patch: JsonRoute = {
  kind: 'json',
  method: 'PATCH',
  path: '/v1/agents/{agent}',
  id: 'updateAgent',
  summary: 'Change limits and the group of an agent while it runs',
  scope: 'manage',
  body: calls['agent.update'].input.shape.change,
  output: undefined,
  status: 204,
  run: async ({ client, params, body, signal }) => {
    const agent = await findAgent(client, params.agent ?? '');
    const change = body as z.output<(typeof calls)['agent.update']['input']>['change'];
    await client.call('agent.update', { agentId: agent.id, change }, signal);
    return {};
  },
};

const create: JsonRoute = {
  kind: 'json',
  method: 'POST',
  path: '/v1/agents',
  id: 'createAgent',
  summary: 'Create an agent and start it; with an Idempotency-Key once, however often it is sent',
  scope: 'manage',
  body: calls['agent.create'].input,
  output: calls['agent.create'].output,
  status: 202,
  run: async ({ client, caller, body, signal }) => {
    const input = body as z.output<(typeof calls)['agent.create']['input']>;
    await checkTokenSpec(input.spec, caller);
    return answerOf(await client.call('agent.create', input, signal));
  },
};

const on = (rest = '') => `/v1/agents/{agent}${rest}`;

export const agentRoutes: readonly JsonRoute[] = [
  list,
  create,
  get,
  patch,
  callRoute('agent.remove', {
    method: 'DELETE',
    path: on(),
    id: 'removeAgent',
    summary: 'Remove an agent, and its workspace if told so',
  }),
  callRoute('agent.check', {
    method: 'POST',
    path: '/v1/agents/check',
    id: 'checkAgent',
    summary: 'Check a spec without creating anything',
  }),
  callRoute('agent.start', { method: 'POST', path: on('/start'), id: 'startAgent', summary: 'Start' }),
  callRoute('agent.stop', { method: 'POST', path: on('/stop'), id: 'stopAgent', summary: 'Stop' }),
  callRoute('agent.restart', {
    method: 'POST',
    path: on('/restart'),
    id: 'restartAgent',
    summary: 'Stop and start',
  }),
  callRoute('agent.pause', { method: 'POST', path: on('/pause'), id: 'pauseAgent', summary: 'Freeze' }),
  callRoute('agent.resume', {
    method: 'POST',
    path: on('/unpause'),
    id: 'unpauseAgent',
    summary: 'Let a frozen agent go on',
  }),
  callRoute('agent.rename', {
    method: 'POST',
    path: on('/rename'),
    id: 'renameAgent',
    summary: 'Give another name',
  }),
  callRoute('agent.duplicate', {
    method: 'POST',
    path: on('/duplicate'),
    id: 'duplicateAgent',
    summary: 'Create another agent with the same settings',
  }),
  callRoute('agent.recreate', {
    method: 'POST',
    path: on('/recreate'),
    id: 'recreateAgent',
    summary: 'Replace the container, with changes of its isolation',
  }),
  callRoute('agent.details', {
    method: 'GET',
    path: on('/details'),
    id: 'getAgentDetails',
    summary: 'Processes, mounts and the like',
    readsContents: true,
  }),
  callRoute('agent.posture', {
    method: 'GET',
    path: on('/posture'),
    id: 'getAgentPosture',
    summary: 'How strong the sandbox is, and why',
  }),
  callRoute('agent.compose', {
    method: 'GET',
    path: on('/compose'),
    id: 'getAgentCompose',
    summary: 'The agent as a Compose file',
  }),
];
