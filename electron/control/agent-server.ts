import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RpcClient } from '../client/rpc-client.ts';
import type { RecordedCall } from '../contract/api-call.ts';
import { APP_HOST } from '../contract/mcp-grant.ts';
import type { AppAccess } from '../engine/egress/app-access/app-access.ts';
import type { Doors } from '../engine/verification/doors.ts';
import { systemClock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { bearerOf } from './http/bearer.ts';
import { type Entrance, HttpDoor } from './http/http-door.ts';
import { mcpRoute } from './http/mcp-route.ts';
import { HttpRefusal } from './http/problem.ts';

/** How long a request may take to arrive. The gateway bounds its head already. */
const REQUEST_WITHIN_MS = 30_000;

/**
 * Serves the MCP server, and nothing else, to agents that a person granted it. Their connections come from the gateway,
 * which adds each agent's token. Returns the function that ends it.
 */
export function serveAgents(options: {
  access: AppAccess;
  client: RpcClient;
  record(call: RecordedCall): void;
  doors: Doors;
  logger: Logger;
}): () => void {
  const { access, client, record, doors, logger } = options;
  const connections = new Set<Duplex>();
  const door = new HttpDoor({ client, routes: [mcpRoute()], record, logger });
  const entrance: Entrance = {
    hosts: (host) => host === APP_HOST,
    identify: ({ headers }) => {
      const token = bearerOf(headers);
      const caller = token === undefined ? undefined : access.callerOf(token);
      if (!caller) throw new HttpRefusal(401, 'This agent may not use the MCP server.');
      const { agentId, name, grant } = caller;
      return { name: `agent:${name}`, scope: 'manage', roots: [], sandbox: { agentId, grant } };
    },
  };
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    if (doors.arrived(request.url ?? '')) return void response.writeHead(404, { connection: 'close' }).end();
    const cancel = systemClock.after(REQUEST_WITHIN_MS, () => request.complete || request.destroy());
    response.once('close', cancel);
    void door.serve(request, response, entrance);
  };
  const server = createServer(serve);
  server.on('upgrade', (_request, socket: Duplex) => socket.destroy());
  const stop = access.serve((connection) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
    server.emit('connection', connection);
  });
  return () => {
    stop();
    door.dispose();
    for (const connection of connections) connection.destroy();
  };
}
