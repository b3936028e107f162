import type { Agent } from '../contract/agent.ts';
import { unlessAborted } from '../lib/unless-aborted.ts';
import type { Context } from './context.ts';
import { findAgent } from './find-agent.ts';
import { runOperation } from './operation.ts';
import type { Session } from './session.ts';
import { type SpecOptions, specFrom, typeFor } from './spec.ts';

export interface AgentRequest {
  /** Empty: the engine host proposes one. */
  name: string;
  options: SpecOptions;
  command: readonly string[];
  /** Verify its isolation once it runs. */
  verify: boolean;
}

/** Creates and starts an agent. An abort of the signal cancels and undoes this. */
export async function createAgent(session: Session, context: Context, request: AgentRequest): Promise<Agent> {
  const { client } = session;
  const { facts } = await session.connected();
  const { types } = await client.call('agent-type.list', {}, context.signal);
  const name =
    request.name === '' ? (await client.call('agent.propose-name', {}, context.signal)).name : request.name;
  const place = { folder: process.cwd(), environment: process.env };
  const spec = specFrom({ ...request, name }, typeFor(request.options, types), facts, place);
  const input = { spec, verify: request.verify, confirmed: request.options.accept };
  await runOperation(session, context, () => client.call('agent.create', input, context.signal));
  return await waitForStart(session, name, context.signal);
}

/** Resolves when the agent runs or has ended. The list of agents follows the engine with a short delay. */
async function waitForStart(session: Session, name: string, signal: AbortSignal): Promise<Agent> {
  let changed: () => void = () => undefined;
  const unsubscribe = session.client.on('agents.changed', () => changed());
  try {
    for (;;) {
      const change = new Promise<void>((resolve) => {
        changed = resolve;
      });
      const agent = findAgent(await session.agents(), name);
      if (agent.status === 'running' || agent.status === 'failed' || agent.exit) return agent;
      await unlessAborted(change, signal);
    }
  } finally {
    unsubscribe();
  }
}
