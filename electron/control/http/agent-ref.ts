import type { RpcClient } from '../../client/rpc-client.ts';
import type { Agent } from '../../contract/agent.ts';
import { AppFailure } from '../../contract/error.ts';

/** The agent with this id or, failing that, this name. Throws `not-found`. */
export async function findAgent(client: RpcClient, reference: string): Promise<Agent> {
  const { agents } = await client.call('agent.list', {});
  const agent = agents.find(({ id }) => id === reference) ?? agents.find(({ name }) => name === reference);
  if (agent) return agent;
  throw new AppFailure({ type: 'not-found', message: `There is no agent “${reference.slice(0, 100)}”.` });
}

export async function agentIdOf(client: RpcClient, reference: string): Promise<string> {
  return (await findAgent(client, reference)).id;
}
