import { webcrypto } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { MCP_PATH } from '../../contract/mcp-grant.ts';
import { SerialQueue } from '../../lib/serial-queue.ts';
import type { Grant } from '../../mcp/grant.ts';
import type { Caller, ResponseRoute, RouteRequest } from './route.ts';

/**
 * The MCP server for clients with a token: streamable HTTP without sessions, so that each request is complete in itself
 * and nothing is left of a client that vanishes. Its SDK is loaded with the first request.
 */
export function mcpRoute(): ResponseRoute {
  /** Creations of each caller, one after the other. Callers are tokens and the socket, which are few. */
  const creations = new Map<string, SerialQueue>();
  const creationsOf = ({ name }: Caller) => {
    const queue = creations.get(name) ?? new SerialQueue();
    creations.set(name, queue);
    return queue;
  };
  return {
    kind: 'response',
    method: 'POST',
    path: MCP_PATH,
    id: 'mcp',
    summary: 'Messages of the Model Context Protocol (streamable HTTP)',
    scope: 'read',
    body: z.unknown(),
    status: 200,
    run: async (request) => await answer(request, creationsOf(request.caller)),
  };
}

async function answer(request: RouteRequest, creations: SerialQueue): Promise<Response> {
  const { client, caller, body, headers, signal } = request;
  const [{ createMcpHandler }, { createMcpServer }, { DEFAULT_GRANT }] = await loadMcp();
  const grant = {
    ...DEFAULT_GRANT,
    client: caller.name,
    scope: caller.scope,
    roots: caller.roots === 'any' ? [] : caller.roots,
    ...grantOf(caller),
  };
  const deps = { connect: async () => client, grant, caller: caller.name, creations, version: '1' };
  const handler = createMcpHandler(() => createMcpServer(deps));
  const message = new Request(`http://localhost${MCP_PATH}`, {
    method: 'POST',
    headers: webHeaders(headers),
    body: JSON.stringify(body),
    signal,
  });
  return await handler.fetch(message, { parsedBody: body });
}

/** A sandbox has its own budget, and gives no agent a way to the internet that it may lack itself. */
function grantOf({ sandbox }: Caller): Partial<Grant> {
  if (!sandbox) return {};
  return { ...sandbox.grant, id: `agent:${sandbox.agentId}`, allowsInternet: false };
}

async function loadMcp() {
  // The SDK expects the global that Node has had since version 19.
  globalThis.crypto ??= webcrypto as Crypto;
  return await Promise.all([
    import('@modelcontextprotocol/server'),
    import('../../mcp/create-server.ts'),
    import('../../mcp/grant.ts'),
  ]);
}

function webHeaders(headers: IncomingHttpHeaders): Headers {
  const result = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    // The body was decoded and is written again.
    if (name === 'content-length' || name === 'transfer-encoding' || value === undefined) continue;
    result.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return result;
}
