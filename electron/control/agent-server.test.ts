import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RpcClient } from '../client/rpc-client.ts';
import type { RecordedCall } from '../contract/api-call.ts';
import { APP_HOST, DEFAULT_MCP_GRANT, MCP_PATH } from '../contract/mcp-grant.ts';
import type { AppCaller } from '../engine/egress/app-access/app-access.ts';
import type { Handlers } from '../engine/rpc/handlers.ts';
import { RpcServer } from '../engine/rpc/server.ts';
import { Doors } from '../engine/verification/doors.ts';
import { duplexPair } from '../lib/duplex-pair.ts';
import { silentLogger } from '../lib/logger.ts';
import { Scope } from '../lib/scope.ts';
import { serveAgents } from './agent-server.ts';
import { portPair } from './port-pair.ts';

let scope: Scope;
let serve: (connection: Duplex) => void;
let caller: AppCaller | undefined;
let recorded: RecordedCall[];
let doors: Doors;
beforeEach(() => {
  scope = new Scope();
  recorded = [];
  doors = new Doors(undefined);
  caller = { agentId: 'a1', name: 'parent', grant: { ...DEFAULT_MCP_GRANT, maximumAgents: 1 } };
  const calls = {
    'engine.state': () => ({ status: 'connected', facts: { runtimes: [] } }),
    'agent.list': () => ({ sequence: 1, agents: [] }),
    'task.list': () => ({ tasks: [], unreadable: [] }),
    'access.record': () => ({}),
  };
  const host = new RpcServer({
    handlers: { calls, streams: {} } as unknown as Handlers,
    logger: silentLogger,
    checkOutputs: false,
  });
  const [own, served] = portPair();
  host.connect(served);
  const access = {
    serve: (take: (connection: Duplex) => void) => {
      serve = take;
      return () => undefined;
    },
    callerOf: (token: string) => (token === 'good' ? caller : undefined),
  };
  const record = (call: RecordedCall) => void recorded.push(call);
  scope.add(serveAgents({ access, client: new RpcClient(own), record, doors, logger: silentLogger }));
});
afterEach(() => scope.dispose());

/** Sends a request on a connection of its own, as the gateway does. */
function ask(method: string, path: string, headers: Record<string, string> = {}, body?: unknown) {
  const [near, far] = duplexPair();
  serve(far);
  return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const sent = request(
      {
        method,
        path,
        headers: {
          host: APP_HOST,
          authorization: 'Bearer good',
          accept: 'application/json, text/event-stream',
          ...headers,
        },
        createConnection: () => near,
      },
      (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        answer.on('end', () => resolve({ status: answer.statusCode, text }));
      },
    );
    sent.on('error', reject);
    sent.setHeader('content-type', 'application/json');
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
const listing = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'list_agents', arguments: {} },
};

it('serves an agent within its own budget, and records it by its name', async () => {
  const answer = await ask('POST', MCP_PATH, {}, listing);
  expect(answer.status).toBe(200);
  expect(answer.text).toContain('0 of 1');
  expect(recorded).toContainEqual({ caller: 'agent:parent', method: 'POST', route: '/mcp', status: 200 });
});

it('has nothing but the MCP server', async () => {
  for (const path of ['/v1/agents', '/agents', '/metrics', '/', '/mcp/x', '/openapi.json'])
    expect((await ask('GET', path)).status).toBe(404);
  expect((await ask('GET', MCP_PATH)).status).toBe(405);
});

it('refuses a wrong token, another host name, pages, and an agent whose grant was revoked', async () => {
  expect((await ask('POST', MCP_PATH, { authorization: 'Bearer bad' }, listing)).status).toBe(401);
  expect((await ask('POST', MCP_PATH, { host: 'localhost' }, listing)).status).toBe(421);
  expect((await ask('POST', MCP_PATH, { origin: 'http://x' }, listing)).status).toBe(403);
  caller = undefined;
  expect((await ask('POST', MCP_PATH, {}, listing)).status).toBe(401);
});

it('tells a verification that it was reached', async () => {
  const { path, wasReached } = doors.expect('mark');
  await ask('GET', path);
  expect(wasReached()).toBe(true);
});
