import { findAgent } from '../client/find-agent.ts';
import { RpcClient } from '../client/rpc-client.ts';
import { waitForAgents, waitForEgress, waitForEngine } from '../client/wait-for-host.ts';
import type { Agent } from '../contract/agent.ts';
import type { EngineState } from '../contract/engine.ts';
import { joinHost } from '../control/join-host.ts';
import type { Port } from '../lib/port.ts';
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

/** Connects to the engine host that runs for the data folder, or that the app starts now; undefined when there is none. */
export async function joinSession(signal: AbortSignal): Promise<Session | undefined> {
  const port = await joinHost(dataPathOf(), signal);
  return port ? sessionOver(port, { isOwn: false, signal, dispose: async () => port.close() }) : undefined;
}

/** Starts an engine host for this command alone, or joins one that was faster. */
export async function startSession(signal: AbortSignal): Promise<Session> {
  const { startOwnHost } = await import('./own-host.ts');
  const host = await startOwnHost(dataPathOf());
  const dispose = async () => {
    host.port.close();
    await host.dispose();
  };
  return sessionOver(host.port, { isOwn: host.isOwn, signal, dispose });
}

/** Connects to the engine host that runs, or starts one for this command. */
export async function openSession(signal: AbortSignal): Promise<Session> {
  return (await joinSession(signal)) ?? (await startSession(signal));
}

function sessionOver(
  port: Port,
  { isOwn, signal, dispose }: { isOwn: boolean; signal: AbortSignal; dispose(): Promise<void> },
): Session {
  const client = new RpcClient(port);
  const closed = new Promise<void>((resolve) => port.onClose(resolve));
  let state: ReturnType<Session['connected']> | undefined;
  const connected = () => {
    state ??= unlessAborted(waitForEngine(client), signal);
    return state;
  };
  const agents = async () => {
    // Both are asked at once, because each answer of another process takes time.
    const [listed] = await Promise.all([unlessAborted(waitForAgents(client), signal), connected()]);
    return listed;
  };
  return {
    client,
    isOwn,
    connected,
    agents,
    egressKnown: (agentId) => unlessAborted(waitForEgress(client, agentId), signal),
    agent: async (text) => findAgent(await agents(), text),
    closed,
    dispose,
  };
}
