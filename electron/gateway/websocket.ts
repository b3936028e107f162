import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { flowErrorOf } from './destination.ts';
import type { EchoFilter } from './echo-filter.ts';
import type { Flow } from './flow.ts';
import type { Gate } from './gate.ts';
import { endToEnd, type HeaderList, pairHeaders } from './headers.ts';
import { pump } from './pump.ts';
import { answerAndClose, failureFor, rawResponse } from './refusal.ts';
import { noteUnfilled } from './unfilled.ts';
import { type ReadyRequest, startUpstream } from './upstream-request.ts';
import { hasExtensions, messageFilter, messageObserver, withoutExtensions } from './websocket-messages.ts';

const UPGRADE: HeaderList = [
  ['Connection', 'Upgrade'],
  ['Upgrade', 'websocket'],
];
/** The size limit of the error page that answers an upgrade without a switch. */
const REFUSED_BODY_LIMIT_BYTES = 1024 * 1024;

/**
 * Carries a WebSocket. The raw connections are joined only after the server has switched protocols: otherwise the bytes
 * that follow would be further HTTP requests without a decision.
 */
export function carryWebSocket(
  agent: Duplex,
  head: Buffer,
  ready: ReadyRequest,
  gate: Gate,
  flow: Flow,
): void {
  const counts = { up: 0, down: 0 };
  flow.count = () => counts;
  const { echoFilter } = ready;
  const readable =
    echoFilter === undefined
      ? ready
      : { ...ready, head: { ...ready.head, headers: withoutExtensions(ready.head.headers) } };
  const request = startUpstream(readable, gate.upstreams, UPGRADE);
  flow.closes(() => {
    request.destroy();
    agent.destroy();
  });
  agent.on('error', () => request.destroy());
  agent.once('close', () => {
    request.destroy();
    flow.end();
  });
  request.once('error', (error) => {
    if (flow.ended) return;
    const reason = flowErrorOf(error);
    const refusal = failureFor(ready.head.authority, reason);
    flow.status = refusal.status;
    flow.end(reason);
    answerAndClose(agent, rawResponse(refusal));
  });
  request.once('upgrade', (response, upstream, upstreamHead) => {
    flow.status = response.statusCode;
    const compressed = echoFilter !== undefined && hasExtensions(pairHeaders(response.rawHeaders));
    if (response.headers.upgrade?.toLowerCase() !== 'websocket' || compressed) {
      upstream.destroy();
      return void agent.destroy();
    }
    agent.write(responseHead(response, UPGRADE, echoFilter));
    join({ gate, agent, upstream, head, upstreamHead, echoFilter }, flow, counts);
  });
  request.once('response', (response) => refuseUpgrade(agent, response, request, ready, flow));
  request.once('close', () => {
    if (flow.status === undefined) agent.destroy();
  });
  request.end();
}

interface Joined {
  readonly gate: Gate;
  readonly agent: Duplex;
  readonly upstream: Duplex;
  readonly head: Buffer;
  readonly upstreamHead: Buffer;
  readonly echoFilter: EchoFilter | undefined;
}

function join(joined: Joined, flow: Flow, counts: { up: number; down: number }): void {
  const { gate, agent, upstream, head, upstreamHead, echoFilter } = joined;
  const abort = () => {
    agent.destroy();
    upstream.destroy();
  };
  flow.closes(abort);
  agent.once('close', abort);
  upstream.once('close', () => agent.end());
  upstream.on('error', abort);
  agent.on('error', abort);
  const observer = noteUnfilled(gate.policy.secrets, flow);
  const outgoing = observer && messageObserver(observer);
  const incoming = echoFilter && messageFilter(echoFilter, abort);
  counts.up += head.length;
  upstream.write(outgoing?.push(head) ?? head);
  counts.down += upstreamHead.length;
  agent.write(incoming?.push(upstreamHead) ?? upstreamHead);
  const { memory } = flow;
  pump({
    source: agent,
    sink: upstream,
    gate,
    memory,
    rewriter: outgoing,
    count: (bytes) => {
      counts.up += bytes;
    },
  });
  pump({
    source: upstream,
    sink: agent,
    gate,
    memory,
    rewriter: incoming,
    count: (bytes) => {
      counts.down += bytes;
    },
  });
}

/** The server answered without a switch: forwards its answer and closes the connection, so that nothing can follow. */
function refuseUpgrade(
  agent: Duplex,
  response: IncomingMessage,
  request: ClientRequest,
  { echoFilter }: ReadyRequest,
  flow: Flow,
): void {
  flow.status = response.statusCode;
  let size = 0;
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    flow.memory.grow(chunk.length);
    if (size > REFUSED_BODY_LIMIT_BYTES) request.destroy();
    else chunks.push(chunk);
  });
  response.once('error', () => agent.destroy());
  response.once('end', () => {
    const page = Buffer.concat(chunks).toString('latin1');
    const body = echoFilter === undefined ? page : isEncoded(response) ? '' : echoFilter.text(page);
    const framing: HeaderList = [
      ['Connection', 'close'],
      ['Content-Length', String(body.length)],
    ];
    answerAndClose(agent, Buffer.from(responseHead(response, framing, echoFilter) + body, 'latin1'));
  });
}

/** An error page that is compressed against the request's headers cannot be searched for secrets, so it is left out. */
const isEncoded = (response: IncomingMessage): boolean =>
  (response.headers['content-encoding'] ?? 'identity') !== 'identity';

function responseHead(
  response: IncomingMessage,
  extra: HeaderList,
  echoFilter: EchoFilter | undefined,
): string {
  const lines = [...endToEnd(pairHeaders(response.rawHeaders)), ...extra].map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const head = `HTTP/1.1 ${response.statusCode ?? 502} ${response.statusMessage ?? ''}\r\n${lines.join('')}\r\n`;
  return echoFilter === undefined ? head : echoFilter.text(head);
}
