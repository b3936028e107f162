import type { Agent } from '../contract/agent.ts';
import type { EngineState } from '../contract/engine.ts';
import { AppFailure } from '../contract/error.ts';
import { systemClock } from '../lib/clock.ts';
import { findAgent } from './find-agent.ts';
import type { RpcClient } from './rpc-client.ts';

/** The wait is bounded, because an agent without a network of its own never has an egress. */
const EGRESS_WITHIN_MS = 10_000;

/** Resolves to the engine's state when it is known. Rejects with the reason if the engine cannot be used. */
export function waitForEngine(client: RpcClient): Promise<EngineState & { status: 'connected' }> {
  return new Promise((resolve, reject) => {
    const settle = (state: EngineState) => {
      if (state.status === 'connecting') return;
      unsubscribe();
      if (state.status === 'connected') resolve(state);
      else reject(new AppFailure(state.error));
    };
    const unsubscribe = client.on('engine.changed', settle);
    client.call('engine.state', {}).then(settle, reject);
  });
}

/** Resolves to all agents when the engine's agents are known: sequence 0 means that they have not been read yet. */
export async function waitForAgents(client: RpcClient): Promise<Agent[]> {
  let unsubscribe: () => void = () => undefined;
  const read = new Promise<void>((resolve) => {
    unsubscribe = client.on('agents.changed', () => resolve());
  });
  try {
    const { sequence, agents } = await client.call('agent.list', {});
    if (sequence > 0) return agents;
    await read;
    return (await client.call('agent.list', {})).agents;
  } finally {
    unsubscribe();
  }
}

/**
 * Resolves to the agent with that name, or whose id begins with the text, once the engine and its agents are known. Rejects
 * with `not-found` or `conflict`, or with the reason if the engine cannot be used.
 */
export async function waitForAgent(client: RpcClient, text: string): Promise<Agent> {
  // Both are asked at once, because each answer of another process takes time.
  const [agents] = await Promise.all([waitForAgents(client), waitForEngine(client)]);
  return findAgent(agents, text);
}

/** Resolves once the host knows the agent's egress, which a new host reads after the agents, or after some seconds. */
export async function waitForEgress(client: RpcClient, agentId: string): Promise<void> {
  let unsubscribe: () => void = () => undefined;
  let cancel: () => void = () => undefined;
  const egressChange = new Promise<void>((resolve) => {
    unsubscribe = client.on('egress.changed', (changed) => {
      if (changed.agentId === agentId) resolve();
    });
    cancel = systemClock.after(EGRESS_WITHIN_MS, resolve);
  });
  try {
    if ((await client.call('egress.list', {}))[agentId] === undefined) await egressChange;
  } finally {
    unsubscribe();
    cancel();
  }
}
