import type { Agent } from '../contract/agent.ts';
import { unlessAborted } from '../lib/unless-aborted.ts';
import { findAgent } from './find-agent.ts';
import type { RpcClient } from './rpc-client.ts';
import { waitForAgents } from './wait-for-host.ts';

/** Resolves when the new agent runs or has ended. The list of agents follows the engine with a short delay. */
export async function waitForStart(client: RpcClient, name: string, signal: AbortSignal): Promise<Agent> {
  let changed: () => void = () => undefined;
  const unsubscribe = client.on('agents.changed', () => changed());
  try {
    for (;;) {
      const change = new Promise<void>((resolve) => {
        changed = resolve;
      });
      const agent = findAgent(await waitForAgents(client), name);
      if (agent.status === 'running' || agent.status === 'failed' || agent.exit) return agent;
      await unlessAborted(change, signal);
    }
  } finally {
    unsubscribe();
  }
}
