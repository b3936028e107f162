import { type Agent, ownAgents } from '../contract/agent.ts';
import type { Context } from './context.ts';
import { flag, many, optional } from './definition.ts';
import { UsageError } from './exit-code.ts';
import type { Session } from './session.ts';

/** Arguments and options of a command that acts on the named agents, or on all. */
export const AGENTS = {
  arguments: {
    agent: optional('Name of an agent, or the beginning of its id'),
    more: many('Further agents'),
  },
  all: (which: string) => flag('-a, --all', which),
} as const;

export interface AgentChoice {
  agent: string | undefined;
  more: readonly string[];
  all: boolean;
}

/**
 * Resolves to the named agents, or to all that fit, which may be none. Throws `UsageError` unless the command line has
 * either names or `--all`.
 */
export async function chosenAgents(
  opened: Session,
  { agent, more, all }: AgentChoice,
  fits: (agent: Agent) => boolean,
): Promise<Agent[]> {
  if (all === (agent !== undefined)) throw new UsageError('Name agents, or give --all.');
  if (all) return ownAgents(await opened.agents()).filter(fits);
  const named: Agent[] = [];
  for (const text of [agent ?? '', ...more]) named.push(await opened.agent(text));
  return named;
}

/** Acts on each agent in turn, also after one failed. Rejects with the last failure, and notes the others. */
export async function inTurn(
  agents: readonly Agent[],
  { output, signal }: Pick<Context, 'output' | 'signal'>,
  act: (agent: Agent) => Promise<unknown>,
): Promise<void> {
  const failures: { agent: Agent; error: unknown }[] = [];
  for (const agent of agents) {
    signal.throwIfAborted();
    try {
      await act(agent);
    } catch (error) {
      failures.push({ agent, error });
    }
  }
  const last = failures.pop();
  for (const { agent, error } of failures)
    output.note(`${agent.name}: ${error instanceof Error ? error.message : String(error)}`);
  if (last) throw last.error;
}
