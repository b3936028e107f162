import type { ClientHttp2Stream, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { FlowError } from '../contract/egress.ts';
import { type Answer, answerParts, isBodyless, wholeInstead } from './answer-parts.ts';
import { flowErrorOf } from './destination.ts';
import type { Flow } from './flow.ts';
import type { Gate } from './gate.ts';
import { endToEnd, type HeaderList } from './headers.ts';
import { pump } from './pump.ts';
import { failureFor, LINGER_MS, type Refusal } from './refusal.ts';
import { requestFilter } from './request-filter.ts';
import { ordinaryHeaders, outgoing, statusOf } from './stream-headers.ts';
import { byteLength, IDLE_TIMEOUT_MS, INFORMATIONAL_LIMIT, type ReadyRequest } from './upstream-request.ts';
import {
  NGHTTP2_CANCEL,
  NGHTTP2_INTERNAL_ERROR,
  NGHTTP2_NO_ERROR,
  type UpstreamStreams,
} from './upstream-streams.ts';

/** Sends a complete answer of the gateway itself. */
export function answerStream(stream: ServerHttp2Stream, refusal: Refusal): void {
  if (stream.destroyed || stream.closed) return;
  if (stream.headersSent) return void stream.close(NGHTTP2_INTERNAL_ERROR);
  const headers: HeaderList = [
    ['content-type', refusal.contentType ?? 'text/plain; charset=utf-8'],
    ['content-length', String(Buffer.byteLength(refusal.body))],
  ];
  stream.respond({ ':status': refusal.status, ...outgoing(headers) });
  stream.end(refusal.body);
  discardRest(stream);
}

/** Takes what is left of the request for a short time, and then ends the stream. */
function discardRest(stream: ServerHttp2Stream): void {
  if (stream.readableEnded) return;
  stream.resume();
  const timer = setTimeout(() => stream.close(NGHTTP2_NO_ERROR), LINGER_MS);
  stream.once('close', () => clearTimeout(timer));
}

/** Carries one stream of HTTP/2, unbuffered in both directions and with its trailers; always ends the flow. */
export function carryStream(
  stream: ServerHttp2Stream,
  ready: ReadyRequest,
  gate: Gate,
  flow: Flow,
  upstreams: UpstreamStreams,
): void {
  const { bufferedBody } = ready;
  const counts = { up: bufferedBody === undefined ? 0 : byteLength(bufferedBody), down: 0 };
  const bodyless = bufferedBody !== undefined || ready.head.framing.kind === 'none';
  const filter = requestFilter(ready, gate, flow, (refusal) => {
    current?.close(NGHTTP2_CANCEL);
    answerStream(stream, refusal);
  });
  let current: ClientHttp2Stream | undefined;
  let isWhole = false;
  flow.count = () => counts;
  flow.closes(() => current?.close(NGHTTP2_CANCEL));
  stream.setTimeout(IDLE_TIMEOUT_MS, () => flow.close('timeout'));
  stream.once('close', () => {
    current?.close(NGHTTP2_CANCEL);
    flow.end(isWhole ? undefined : 'reset');
  });
  for (const chunk of bufferedBody ?? []) filter?.push(chunk);
  void attempt(ready);

  async function attempt(wanted: ReadyRequest): Promise<void> {
    let upstream: ClientHttp2Stream;
    try {
      upstream = await upstreams.start(wanted, bodyless && bufferedBody === undefined);
    } catch (error) {
      return failWith(flowErrorOf(error));
    }
    if (flow.ended) return upstream.close(NGHTTP2_CANCEL);
    current = upstream;
    let answered = false;
    let informational = 0;
    upstream.setTimeout(IDLE_TIMEOUT_MS, () => failWith('timeout'));
    upstream.on('headers', () => {
      informational += 1;
      if (informational > INFORMATIONAL_LIMIT) failWith('answer-malformed');
    });
    upstream.on('error', (error) => failWith(flowErrorOf(error)));
    upstream.once('close', () => {
      if (current === upstream && (!answered || !(isWhole || upstream.readableEnded))) failWith('reset');
    });
    upstream.once('response', (headers: IncomingHttpHeaders, flags: number, raw: readonly string[]) => {
      answered = true;
      const received = { status: statusOf(headers), headers: ordinaryHeaders(raw), body: upstream };
      const whole = wholeInstead(wanted, received);
      if (whole === undefined) return forwardIfSound(upstream, received, (flags & END_STREAM) !== 0);
      current = undefined;
      upstream.close(NGHTTP2_CANCEL);
      void attempt(whole);
    });
    if (bufferedBody !== undefined) upstream.end(Buffer.concat(bufferedBody));
    else if (!bodyless) pump({ ...carried('up'), source: stream, sink: upstream, rewriter: filter });
  }

  /** Node throws for what it does not write, such as a header twice that may be there once. */
  function forwardIfSound(upstream: ClientHttp2Stream, received: Answer, ended: boolean): void {
    try {
      forward(upstream, received, ended);
    } catch {
      failWith('reset');
    }
  }

  function forward(upstream: ClientHttp2Stream, received: Answer, ended: boolean): void {
    if (flow.ended || stream.destroyed) return;
    flow.status = received.status;
    const parts = answerParts(ready, received, flow, () => failWith('unreadable-answer'));
    if (parts === undefined) return void failWith('unreadable-answer');
    const headers = { ':status': received.status, ...outgoing(parts.headers) };
    if (ended || isBodyless(ready.head.method, received.status)) {
      isWhole = true;
      stream.respond(headers, { endStream: true });
      upstream.resume();
      return void discardRest(stream);
    }
    let trailers: HeaderList = [];
    upstream.once('trailers', (_headers, _flags, raw: readonly string[] = []) => {
      const plain = endToEnd(ordinaryHeaders(raw));
      trailers = ready.echoFilter?.headers(plain) ?? plain;
    });
    stream.once('wantTrailers', () => {
      // An answer that the server broke off ends like a whole one.
      if (upstream.rstCode !== NGHTTP2_NO_ERROR) return failWith('reset');
      isWhole = true;
      stream.sendTrailers(outgoing(trailers));
      discardRest(stream);
    });
    stream.respond(headers, { waitForTrailers: true });
    pump({ ...carried('down'), source: parts.body, sink: stream, rewriter: parts.rewriter });
    if (parts.body !== upstream) parts.body.once('error', () => failWith('unreadable-answer'));
  }

  function carried(direction: 'up' | 'down') {
    return {
      gate,
      memory: flow.memory,
      count: (bytes: number) => {
        counts[direction] += bytes;
      },
    };
  }

  function failWith(error: FlowError): void {
    if (flow.ended) return;
    const refusal = failureFor(ready.head.authority, error);
    if (!stream.headersSent) flow.status = refusal.status;
    const code = current?.rstCode;
    flow.end(error);
    current?.close(NGHTTP2_CANCEL);
    // The agent's program gets the server's own reason for a stream that broke.
    if (stream.headersSent && !stream.closed) stream.close(code || NGHTTP2_INTERNAL_ERROR);
    else answerStream(stream, refusal);
  }
}

/** The flag of a frame after which its side sends nothing more (RFC 9113 section 6.2). */
const END_STREAM = 0x1;
