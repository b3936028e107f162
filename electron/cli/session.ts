import { findAgent } from '../client/find-agent.ts';
import { RpcClient } from '../client/rpc-client.ts';
import { waitForAgents, waitForEgress, waitForEngine } from '../client/wait-for-host.ts';
import type { Agent } from '../contract/agent.ts';
import type { EngineState } from '../contract/engine.ts';
import { connectControl } from '../control/connect.ts';
import { unlessAborted } from '../lib/unless-aborted.ts';
import { dataPathOf } from './places.ts';

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
  /** Resolves when the host has ended or has cut the connection. */
  readonly closed: Promise<void>;
  dispose(): Promise<void>;
}

export async function openSession(signal: AbortSignal): Promise<Session> {
  const dataPath = dataPathOf();
  const present = await connectControl(dataPath, signal);
  const own = present ? undefined : await (await import('./own-host.ts')).startOwnHost(dataPath);
  const port = present ?? own?.port;
  if (!port) throw new Error('no port to an engine host');
  const client = new RpcClient(port);
  const closed = new Promise<void>((resolve) => port.onClose(resolve));
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
    closed,
    dispose: async () => {
      port.close();
      await own?.dispose();
    },
  };
}
