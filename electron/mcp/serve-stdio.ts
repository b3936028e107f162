import type { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { RpcClient } from '../client/rpc-client.ts';
import type { Agent } from '../contract/agent.ts';
import { SerialQueue } from '../lib/serial-queue.ts';
import { createMcpServer, type McpServerDeps } from './create-server.ts';
import { isGranted } from './grant.ts';

/**
 * Serves one MCP client on standard input and output. Resolves when the client closes standard input, or when the
 * signal aborts.
 */
export async function serveMcp(
  deps: Omit<McpServerDeps, 'creations'>,
  { stdin, signal }: { stdin: NodeJS.ReadableStream; signal: AbortSignal },
): Promise<void> {
  const creations = new SerialQueue();
  const servers = new Set<McpServer>();
  const handle = serveStdio(() => {
    const server = createMcpServer({ ...deps, connect, creations });
    servers.add(server);
    server.server.onclose = () => servers.delete(server);
    return server;
  });
  const followed = new WeakSet<RpcClient>();
  /** Reports on each connection to a host when agents come and go. */
  const connect = async () => {
    const client = await deps.connect();
    if (!followed.has(client)) {
      followed.add(client);
      followAgents(
        client,
        (agent) => isGranted(agent, deps.grant),
        () => {
          for (const server of servers) server.sendResourceListChanged();
        },
      );
    }
    return client;
  };
  try {
    await new Promise<void>((resolve) => {
      stdin.once('end', resolve).once('close', resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
    });
  } finally {
    await handle.close();
    await creations.idle;
  }
}

/** Calls back when an agent that the client may use is new, renamed or gone. */
function followAgents(client: RpcClient, isUsable: (agent: Agent) => boolean, onChange: () => void): void {
  const names = new Map<string, string>();
  client.on('agents.changed', ({ upserted, removed }) => {
    let isChanged = false;
    for (const id of removed) isChanged = names.delete(id) || isChanged;
    for (const agent of upserted) {
      if (!isUsable(agent) || names.get(agent.id) === agent.name) continue;
      names.set(agent.id, agent.name);
      isChanged = true;
    }
    if (isChanged) onChange();
  });
}
