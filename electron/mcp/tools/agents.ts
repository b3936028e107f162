import { z } from 'zod';
import { runOperation } from '../../client/run-operation.ts';
import { waitForEngine } from '../../client/wait-for-host.ts';
import { waitForStart } from '../../client/wait-for-start.ts';
import type { Agent } from '../../contract/agent.ts';
import { type AgentSpec, bareEgress, type Workspace } from '../../contract/agent-spec.ts';
import type { ApprovalReason } from '../../contract/approvals.ts';
import { AppFailure } from '../../contract/error.ts';
import { leaseEnd } from '../../contract/lease.ts';
import { formatBytes } from '../../contract/sizes.ts';
import { foldersOf, isBelow } from '../../control/token-limits.ts';
import { admit, admitAgent, allAgents, reservedAgents } from '../admit.ts';
import { type Grant, isGranted, isOwn, tagsOf } from '../grant.ts';
import { newAgentSchema, specOf, typeOf } from '../new-agent.ts';
import { isBeyondBudget, spent } from '../policy.ts';
import { scopeOf, type ToolCall, tool } from '../tool.ts';
import { specWidenings } from '../widening.ts';

/** The field of every tool that works on one agent. */
export const AGENT = { agent: z.string().min(1).max(100).describe('Name or id of the agent') };

export const listAgents = tool({
  name: 'list_agents',
  title: 'List agents',
  description: 'Lists the sandboxed agents that you may use, and what is left of your budget.',
  input: z.object({}),
  readOnly: true,
  destructive: false,
  calls: ['agent.list', 'task.list'],
  run: async (_, call) => {
    const { grant } = call;
    const agents = await allAgents(call);
    const { count, memoryBytes } = spent(grant, agents, await reservedAgents(call));
    return {
      facts: {
        agents: agents.filter((agent) => isGranted(agent, grant)).map((agent) => described(agent, grant)),
        budget: {
          agents: `${count} of ${grant.maximumAgents}`,
          memory: `${formatBytes(memoryBytes)} of ${formatBytes(grant.maximumMemoryBytes)}`,
        },
      },
    };
  },
});

export const createAgent = tool({
  name: 'create_agent',
  title: 'Create an agent',
  description:
    'Creates a sandboxed agent (a container with its own network) and starts it. It counts against your budget and is removed with its files when its lifetime ends. More internet than its type has, folders of this machine and secrets need a person’s approval.',
  input: newAgentSchema,
  readOnly: false,
  destructive: false,
  calls: [
    'agent.create',
    'agent.propose-name',
    'agent-type.list',
    'agent.remove',
    'image.present',
    'task.list',
  ],
  run: async (request, call) => {
    const { client, grant, signal, progress, creations } = call;
    const { facts } = await waitForEngine(client);
    const { types } = await client.call('agent-type.list', {}, signal);
    const type = typeOf(request, types);
    const egress = request.egress ?? (grant.allowsInternet ? undefined : 'off');
    const { spec: unnamed, base } = specOf(
      { ...request, egress, name: request.name ?? '', tags: [] },
      type,
      facts,
    );
    const reasons = [
      ...specWidenings(unnamed, grant.allowsInternet ? base : withoutInternet(unnamed)),
      ...(await folderReasons(unnamed.workspace, grant)),
      ...(await imageReasons(call, request.image)),
    ];
    await admitNew(call, unnamed, reasons);
    return await creations.run(async () => {
      signal.throwIfAborted();
      // An earlier creation may have used up the budget meanwhile.
      await admitNew(call, unnamed, []);
      const name = request.name ?? (await client.call('agent.propose-name', {}, signal)).name;
      const spec = { ...unnamed, name, tags: tagsOf(grant, Date.now()) };
      await runOperation(client, () => client.call('agent.create', { spec }, signal), signal, progress);
      const agent = await waitForStart(client, name, signal);
      if (isBeyondBudget(agent.id, grant, await allAgents(call))) {
        await remove(call, agent.id);
        throw new AppFailure({
          type: 'resource-limit',
          message: `Another program of “${grant.client}” used up the budget meanwhile.`,
        });
      }
      return { facts: described(agent, grant) };
    });
  },
});

export const startAgent = tool({
  name: 'start_agent',
  title: 'Start an agent',
  description: 'Starts a stopped agent.',
  input: z.object(AGENT),
  readOnly: false,
  destructive: false,
  calls: ['agent.start'],
  run: async ({ agent: reference }, call) => {
    const agent = await admitAgent(call, startAgent, reference, ({ name }) => `start “${name}”`);
    await call.client.call('agent.start', { agentId: agent.id }, call.signal);
    return { facts: { started: agent.name } };
  },
});

export const removeAgent = tool({
  name: 'remove_agent',
  title: 'Remove an agent',
  description: 'Removes an agent with its workspace and all of its files. They cannot be brought back.',
  input: z.object(AGENT),
  readOnly: false,
  destructive: true,
  calls: ['agent.remove'],
  run: async ({ agent: reference }, call) => {
    const agent = await admitAgent(
      call,
      removeAgent,
      reference,
      ({ name }) => `remove “${name}” with its workspace`,
    );
    await remove(call, agent.id);
    return { facts: { removed: agent.name } };
  },
});

async function remove({ client, signal }: ToolCall, agentId: string): Promise<void> {
  const input = { agentId, deleteWorkspace: true };
  await runOperation(client, () => client.call('agent.remove', input, signal), signal);
}

async function admitNew(call: ToolCall, spec: AgentSpec, reasons: ApprovalReason[]): Promise<void> {
  const request = {
    kind: 'create' as const,
    scope: scopeOf(createAgent),
    count: 1,
    memoryBytes: spec.resources.memoryBytes,
    reasons,
  };
  const what = spec.name === '' ? 'an agent' : `the agent “${spec.name}”`;
  await admit(call, request, await allAgents(call), `create ${what} of ${spec.image || spec.type}`);
}

/** Returns the folders of this machine that the person has to allow. A folder to work in always needs that. */
export async function folderReasons(workspace: Workspace, { roots }: Grant): Promise<ApprovalReason[]> {
  const reasons: ApprovalReason[] = [];
  for (const folder of foldersOf(workspace)) {
    if (workspace.kind === 'copy' && (await isBelow(folder, roots))) continue;
    const purpose = workspace.kind === 'copy' ? 'to read' : 'to read and change';
    reasons.push({ kind: 'folder', subject: `${folder} (${purpose})` });
  }
  return reasons;
}

/** What an agent may have that is to reach nothing: with mode Off its lists allow nothing. */
export function withoutInternet({ egress }: AgentSpec): Pick<AgentSpec, 'egress'> {
  return { egress: egress.mode === 'off' ? egress : bareEgress('off') };
}

/** Returns the image that the engine would pull from a place of the client's choice, where that is its way out. */
async function imageReasons(
  { client, grant, signal }: ToolCall,
  reference: string | undefined,
): Promise<ApprovalReason[]> {
  if (reference === undefined || grant.allowsInternet) return [];
  const { present } = await client.call('image.present', { reference }, signal);
  return present ? [] : [{ kind: 'egress', subject: `the image ${reference}, which is not here yet` }];
}

function described(agent: Agent, grant: Grant): Record<string, unknown> {
  const { id, name, status, spec, limits, createdAt, exit } = agent;
  const end = leaseEnd(spec?.tags);
  return {
    name,
    id,
    status,
    type: spec?.type,
    yours: isOwn(agent, grant),
    memory: formatBytes(limits.memoryBytes),
    egress: spec?.egress.mode,
    createdAt: new Date(createdAt).toISOString(),
    ...(end === undefined ? {} : { removedAt: new Date(end).toISOString() }),
    ...(exit === undefined ? {} : { exit: exit.reason }),
  };
}
