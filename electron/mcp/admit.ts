import { waitForAgents, waitForEngine } from '../client/wait-for-host.ts';
import type { Agent } from '../contract/agent.ts';
import type { ApprovalReason } from '../contract/approvals.ts';
import { AppFailure } from '../contract/error.ts';
import { systemClock } from '../lib/clock.ts';
import { unlessAborted } from '../lib/unless-aborted.ts';
import { decide, type McpRequest, type ReservedAgent } from './policy.ts';
import { scopeOf, type Tool, type ToolCall } from './tool.ts';

/** How often a client hears that its request still waits for a person. */
const PROGRESS_MS = 5_000;

/** Resolves to all agents once the engine is connected. Rejects with the reason when it cannot be used. */
export async function allAgents({ client, signal }: Pick<ToolCall, 'client' | 'signal'>): Promise<Agent[]> {
  await unlessAborted(waitForEngine(client), signal);
  return await unlessAborted(waitForAgents(client), signal);
}

/** Resolves to the agents that attempts in the queue will have. */
export async function reservedAgents({
  client,
  signal,
}: Pick<ToolCall, 'client' | 'signal'>): Promise<ReservedAgent[]> {
  const { tasks } = await client.call('task.list', {}, signal);
  return tasks.flatMap(({ attempts }) => attempts.flatMap(({ waiting }) => waiting ?? []));
}

/**
 * Resolves to the agent with this name or id when the client may act on it, which a person may have to allow. `action`
 * completes “The client wants to …”. Rejects with `not-found` and `not-allowed`.
 */
export async function admitAgent(
  call: ToolCall,
  tool: Pick<Tool, 'calls'>,
  reference: string,
  action: (agent: Agent) => string,
  reasonsOf: (agent: Agent) => ApprovalReason[] | Promise<ApprovalReason[]> = () => [],
): Promise<Agent> {
  const agents = await allAgents(call);
  const agent = agents.find(({ name }) => name === reference) ?? agents.find(({ id }) => id === reference);
  if (!agent)
    throw new AppFailure({ type: 'not-found', message: `There is no agent “${reference.slice(0, 100)}”.` });
  const request = { kind: 'use' as const, scope: scopeOf(tool), agent, reasons: await reasonsOf(agent) };
  await admit(call, request, agents, action(agent), agent.id);
  return agent;
}

/** Resolves when the policy, or else a person, allows the request. */
export async function admit(
  call: ToolCall,
  request: McpRequest,
  agents: readonly Agent[],
  action: string,
  agentId?: string,
): Promise<void> {
  const { client, grant, signal } = call;
  const verdict = decide(request, grant, agents, request.kind === 'create' ? await reservedAgents(call) : []);
  switch (verdict.kind) {
    case 'within':
      return;
    case 'refused':
      throw new AppFailure({ type: verdict.type, message: verdict.message });
    case 'ask': {
      const stop = repeatProgress(call, 'Waiting for a person to allow it');
      const about = agentId === undefined ? {} : { agentId };
      const reasons = [...verdict.reasons];
      const question = { client: grant.client, action, reasons, waitMs: grant.waitMs, ...about };
      try {
        await client.call('approvals.request', question, signal);
      } finally {
        stop();
      }
    }
  }
}

/** Reports the same progress again and again; returns what stops it. */
export function repeatProgress({ progress }: Pick<ToolCall, 'progress'>, message: string): () => void {
  let cancel: () => void = () => undefined;
  const report = () => {
    progress(message);
    cancel = systemClock.after(PROGRESS_MS, report);
  };
  report();
  return () => cancel();
}
