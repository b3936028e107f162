import { RpcClient } from '../client/rpc-client.ts';
import type { Agent } from '../contract/agent.ts';
import type { EngineState } from '../contract/engine.ts';
import { AppFailure } from '../contract/error.ts';
import { connectControl } from '../control/connect.ts';
import { systemClock } from '../lib/clock.ts';
import { unlessAborted } from '../lib/unless-aborted.ts';
import { findAgent } from './find-agent.ts';
import { dataPathOf } from './places.ts';

/** The wait is bounded, because an agent without a network of its own never has an egress. */
const EGRESS_WITHIN_MS = 10_000;

/** A connection to the running engine host, or to one that runs only for this command. */
export interface Session {
  readonly client: RpcClient;
  /** Whether the host runs only for this command, so that its published ports end with the command. */
  readonly isOwn: boolean;
  /** Resolves to the engine's state when it is known. Rejects with the reason if the engine cannot be used. */
  connected(): Promise<EngineState & { status: 'connected' }>;
  /** Resolves to all agents when the engine's agents are known. */
  agents(): Promise<Agent[]>;
  /** Rejects with `not-found` or `conflict`. */
  agent(text: string): Promise<Agent>;
  /** Resolves once the host knows the agent's egress, or after some seconds without it. */
  egressKnown(agentId: string): Promise<void>;
  dispose(): Promise<void>;
}

export async function openSession(signal: AbortSignal): Promise<Session> {
  const dataPath = dataPathOf();
  const present = await connectControl(dataPath, signal);
  const own = present ? undefined : await (await import('./own-host.ts')).startOwnHost(dataPath);
  const port = present ?? own?.port;
  if (!port) throw new Error('no port to an engine host');
  const client = new RpcClient(port);
  let state: ReturnType<Session['connected']> | undefined;
  const connected = () => {
    state ??= unlessAborted(waitForEngine(client), signal);
    return state;
  };
  const agents = async () => {
    await connected();
    return await unlessAborted(waitForAgents(client), signal);
  };
  return {
    client,
    isOwn: own !== undefined,
    connected,
    agents,
    egressKnown: (agentId) => unlessAborted(waitForEgress(client, agentId), signal),
    agent: async (text) => findAgent(await agents(), text),
    dispose: async () => {
      port.close();
      await own?.dispose();
    },
  };
}

function waitForEngine(client: RpcClient): Promise<EngineState & { status: 'connected' }> {
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

/** Sequence 0 means that the engine's agents have not been read yet. */
async function waitForAgents(client: RpcClient): Promise<Agent[]> {
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

/** A new host reads the egress of all agents only after the agents themselves. */
async function waitForEgress(client: RpcClient, agentId: string): Promise<void> {
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
