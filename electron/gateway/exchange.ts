import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { FlowError } from '../contract/egress.ts';
import { type Answer, answerParts, wholeInstead } from './answer-parts.ts';
import { flowErrorOf } from './destination.ts';
import type { Flow } from './flow.ts';
import type { Gate } from './gate.ts';
import { pairHeaders } from './headers.ts';
import { pump } from './pump.ts';
import { failureFor, LINGER_MS, type Refusal } from './refusal.ts';
import { requestFilter } from './request-filter.ts';
import {
  byteLength,
  forwarderOf,
  type ReadyRequest,
  releaseWhenComplete,
  startUpstream,
} from './upstream-request.ts';

/** Sends a complete answer of the gateway itself. Node discards an unread body of the request. */
export function answer(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(refusal.status, {
    'Content-Type': refusal.contentType ?? 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(refusal.body),
  });
  response.end(refusal.body);
  if (!request.complete) closeUnlessWhole(request);
}

/**
 * Handles an answer that arrived before the end of the request: the connection stays open briefly for the rest, then
 * closes.
 */
function closeUnlessWhole(request: IncomingMessage): void {
  const { socket } = request;
  const onClose = () => clearTimeout(timer);
  const timer = setTimeout(() => {
    socket.removeListener('close', onClose);
    if (!request.complete) socket.destroy();
  }, LINGER_MS);
  socket.once('close', onClose);
}

/** Carries one request and its response, unbuffered in both directions; always ends the flow. */
export function carryRequest(
  request: IncomingMessage,
  response: ServerResponse,
  ready: ReadyRequest,
  gate: Gate,
  flow: Flow,
): void {
  const { bufferedBody } = ready;
  const { framing } = ready.head;
  const counts = { up: bufferedBody === undefined ? 0 : byteLength(bufferedBody), down: 0 };
  const announced = bufferedBody === undefined && framing.kind === 'length' ? framing.bytes : undefined;
  const bodyless = bufferedBody !== undefined || framing.kind === 'none';
  const outgoing = requestFilter(ready, gate, flow, (refusal) => {
    current?.destroy();
    answer(request, response, refusal);
  });
  let current: ClientRequest | undefined;
  flow.count = () => counts;
  flow.closes(() => response.socket?.destroy());
  flow.closes(() => current?.destroy());
  response.once('finish', () => {
    if (request.complete) return;
    // The rest of the request has no recipient.
    current?.destroy();
    closeUnlessWhole(request);
  });
  response.once('close', () => {
    // This does nothing to a connection that was released to the pool.
    current?.destroy();
    flow.end(response.writableFinished ? undefined : 'reset');
  });
  for (const chunk of bufferedBody ?? []) outgoing?.push(chunk);
  if (!flow.ended) attempt(ready, true);

  function attempt(wanted: ReadyRequest, mayRetry: boolean): void {
    const upstream = startUpstream(wanted, gate.upstreams, []);
    current = upstream;
    let answered: IncomingMessage | undefined;
    upstream.once('error', (error) => {
      // What follows a whole answer is not read; its connection is closed.
      if (answered?.complete) return;
      // The server may have closed a kept-alive connection just before this request used it (RFC 9110 section 9.2.2).
      if (mayRetry && bodyless && upstream.reusedSocket && !response.headersSent && !flow.ended)
        return attempt(wanted, false);
      failWith(flowErrorOf(error));
    });
    upstream.once('response', (incoming) => {
      answered = incoming;
      incoming.once('error', () => undefined);
      // The proxy asks the gateway, not the agent.
      if (incoming.statusCode === 407 && forwarderOf(wanted, false) !== undefined) {
        upstream.destroy();
        return failWith('proxy-login');
      }
      const received = answerOf(incoming);
      const whole = wholeInstead(wanted, received);
      if (whole === undefined) return forwardIfSound(incoming, received, upstream);
      upstream.destroy();
      attempt(whole, true);
    });
    upstream.once('upgrade', (_switch, connection) => {
      connection.destroy();
      failWith('answer-malformed');
    });
    upstream.once('close', () => {
      if (!answered && current === upstream) failWith('reset');
    });
    for (const chunk of bufferedBody ?? []) upstream.write(chunk);
    if (bodyless) upstream.end();
    else
      pump({
        source: request,
        sink: upstream,
        gate,
        memory: flow.memory,
        rewriter: outgoing,
        count: (bytes) => {
          counts.up += bytes;
        },
      });
  }

  /** Node throws for what it does not write, such as the status 099. */
  function forwardIfSound(incoming: IncomingMessage, received: Answer, upstream: ClientRequest): void {
    try {
      forward(incoming, received, upstream);
    } catch {
      upstream.destroy();
      failWith('answer-malformed');
    }
  }

  function forward(incoming: IncomingMessage, received: Answer, upstream: ClientRequest): void {
    flow.status = received.status;
    incoming.once('error', () => response.destroy());
    releaseWhenComplete(upstream, incoming, announced, () => counts.up, gate.upstreams);
    const refuseEcho = () => {
      upstream.destroy();
      failWith('unreadable-answer');
    };
    const parts = answerParts(ready, received, flow, refuseEcho);
    if (parts === undefined) return void refuseEcho();
    const { headers, body, rewriter } = parts;
    response.writeHead(received.status, headers.flat());
    // An event stream may send nothing for minutes after its head.
    response.flushHeaders();
    pump({
      source: body,
      sink: response,
      gate,
      memory: flow.memory,
      rewriter,
      count: (bytes) => {
        counts.down += bytes;
      },
    });
  }

  function failWith(error: FlowError): void {
    if (flow.ended) return;
    const refusal = failureFor(ready.head.authority, error);
    if (!response.headersSent) flow.status = refusal.status;
    flow.end(error);
    answer(request, response, refusal);
  }
}

function answerOf(incoming: IncomingMessage): Answer {
  return { status: incoming.statusCode ?? 502, headers: pairHeaders(incoming.rawHeaders), body: incoming };
}
