import { createHash } from 'node:crypto';
import type { RpcClient } from '../../client/rpc-client.ts';
import type { Agent } from '../../contract/agent.ts';
import { SerialQueue } from '../../lib/serial-queue.ts';
import { findAgent } from './agent-ref.ts';
import { HttpRefusal } from './problem.ts';
import type { Answer, JsonRoute, Route, RouteRequest } from './route.ts';

/** The tag covers settings, applied limits, egress and ports. It does not change with the agent's work. */
export async function etagOf(
  client: RpcClient,
  { id, name, spec, containerId, limits, status }: Agent,
): Promise<string> {
  const [egress, published] = await Promise.all([
    client.call('egress.list', {}),
    client.call('ports.list', { agentId: id }),
  ]);
  const ports = published.map((port) => [port.containerPort, port.hostPort, port.pagesMayLeave]);
  const text = JSON.stringify([name, spec, containerId, limits, status, egress[id]?.wanted, ports]);
  return `"${createHash('sha256').update(text).digest('hex').slice(0, 24)}"`;
}

/** Whether a route changes the settings of an agent, so that a request can say which state of it is to be changed. */
export function takesIfMatch(route: Route): boolean {
  return (
    route.kind === 'json' &&
    route.method !== 'GET' &&
    route.scope === 'manage' &&
    route.path.includes('{agent}')
  );
}

/** Requests with `If-Match`, one at a time: two that name the same state of an agent must not both succeed. */
export class ConditionalRequests {
  readonly #queue = new SerialQueue();

  /** Rejects with an `HttpRefusal` (412) when the request is not about the agent as it is now. */
  async run(route: JsonRoute, request: RouteRequest): Promise<Answer> {
    const expected = request.headers['if-match'];
    if (expected === undefined || !takesIfMatch(route)) return await route.run(request);
    const { client, params } = request;
    return await this.#queue.run(async () => {
      const tag = await etagOf(client, await findAgent(client, params.agent ?? ''));
      const tags = expected.split(',').map((each) => each.trim());
      if (!tags.includes('*') && !tags.includes(tag))
        throw new HttpRefusal(412, 'The agent has changed since it was read. Read it again.');
      return await route.run(request);
    });
  }
}
