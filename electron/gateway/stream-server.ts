import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { REQUEST_HEAD_LIMIT_BYTES } from '../contract/egress.ts';
import type { Gate } from './gate.ts';
import { HEADER_COUNT_LIMIT } from './headers.ts';
import { COST_BYTES, type Reservation } from './memory-budget.ts';
import { type Carrier, type RequestEnd, serve } from './proxy-request.ts';
import { refusalFor } from './refusal.ts';
import { ResetLimit } from './reset-limit.ts';
import { answerStream, carryStream } from './stream-exchange.ts';
import { headBytes, streamFields } from './stream-headers.ts';
import type { TunnelContext } from './tunnel.ts';
import { NGHTTP2_CANCEL, NGHTTP2_ENHANCE_YOUR_CALM, UpstreamStreams } from './upstream-streams.ts';

/** Streams of one connection at once; the memory budget bounds those of all. */
const STREAMS_LIMIT = 100;
/** A head over the gateway's limit arrives whole up to this size, so that its refusal can be told and recorded. */
const HEAD_PARSED_BYTES = 60 * 1024;
/** What Node may hold for one connection besides the windows, in MiB. */
const SESSION_MEMORY_MIB = 4;
const KEEP_ALIVE_MS = 65_000;
const PSEUDO_HEADERS = 8;

interface StreamHead {
  readonly raw: readonly string[];
  /** The client waits to be asked for the body. */
  readonly expects: boolean;
}

/** Serves the HTTP/2 of an agent inside intercepted tunnels, each stream as one request. */
export interface StreamServer {
  /** Takes over a connection; returns whether the client has asked for something. */
  adopt(inner: TLSSocket, tunnel: TunnelContext, memory: Reservation): () => boolean;
}

/** @param serialize starts the work on a stream when the agent's turn has come */
export function createStreamServer(
  gate: Gate,
  serialize: (connection: Duplex, exchange: Duplex, work: () => Promise<void>) => void,
): StreamServer {
  const { environment, interception } = gate.services;
  // No extended CONNECT: a stream is never switched to another protocol.
  const server = createServer({
    maxSessionMemory: SESSION_MEMORY_MIB,
    maxHeaderListPairs: HEADER_COUNT_LIMIT + PSEUDO_HEADERS,
    maxSessionRejectedStreams: STREAMS_LIMIT,
    settings: {
      enablePush: false,
      enableConnectProtocol: false,
      maxConcurrentStreams: STREAMS_LIMIT,
      maxHeaderListSize: HEAD_PARSED_BYTES,
    },
  });
  server.on('sessionError', () => undefined);

  function adopt(inner: TLSSocket, tunnel: TunnelContext, memory: Reservation): () => boolean {
    memory.grow(COST_BYTES.session);
    const upstreams = new UpstreamStreams(() => interception.upstreamContext(), gate.reserve);
    const resets = new ResetLimit(environment.monotonicMs);
    let asked = false;
    const onSession = (session: ServerHttp2Session) => {
      const first = setTimeout(() => session.destroy(), environment.clientTimeoutMs);
      session.once('stream', () => clearTimeout(first));
      session.setTimeout(KEEP_ALIVE_MS, () => session.close());
      session.on('stream', (stream, { expect }, _flags, raw: readonly string[] = []) => {
        asked = true;
        onStream(stream, session, { raw, expects: expect !== undefined });
      });
      session.once('close', () => {
        clearTimeout(first);
        upstreams.close();
      });
    };
    server.once('session', onSession);
    // Node sets this for servers of its own alone, and a session waits for it.
    Object.assign(inner, { secureConnecting: false });
    server.emit('connection', inner);
    server.removeListener('session', onSession);
    return () => asked;

    function onStream(stream: ServerHttp2Stream, session: ServerHttp2Session, head: StreamHead): void {
      stream.on('error', () => undefined);
      let wasCut = false;
      const cut = (code: number) => {
        wasCut = true;
        stream.close(code);
      };
      const waiting = gate.reserve(COST_BYTES.stream, () => cut(NGHTTP2_ENHANCE_YOUR_CALM));
      let isOver = false;
      const onOver = () => {
        if (isOver) return;
        isOver = true;
        waiting.close();
        if (wasCut || stream.headersSent || resets.allows()) return;
        // Requests that are taken back at once cost the gateway more than their sender.
        session.goaway(NGHTTP2_ENHANCE_YOUR_CALM);
        session.destroy();
        gate.refuseConnection();
      };
      stream.once('close', onOver);
      // It may have been taken back before it was announced.
      if (stream.destroyed) return void onOver();
      const origin = { tunnel, secure: true };
      serialize(stream, stream, async () => {
        if (headBytes(head.raw) > REQUEST_HEAD_LIMIT_BYTES) return refuseHead(stream, tunnel);
        await serve(
          gate,
          origin,
          carrierOf(
            stream,
            head,
            () => waiting.close(),
            () => cut(NGHTTP2_CANCEL),
          ),
        );
      });
    }

    function carrierOf(
      stream: ServerHttp2Stream,
      { raw, expects }: StreamHead,
      onReady: () => void,
      cut: () => void,
    ): Carrier {
      return {
        kind: 'http',
        fields: streamFields(raw, stream.endAfterHeaders),
        body: stream,
        end: streamEnd(stream, cut),
        sourcePort: tunnel.sourcePort,
        costBytes: COST_BYTES.streamExchange,
        answer: (refusal) => answerStream(stream, refusal),
        invite: () => {
          if (expects && !stream.headersSent && !stream.destroyed)
            stream.additionalHeaders({ ':status': 100 });
        },
        go: (ready, flow) => {
          onReady();
          carryStream(stream, ready, gate, flow, upstreams);
        },
      };
    }
  }

  function refuseHead(stream: ServerHttp2Stream, tunnel: TunnelContext): void {
    const refusal = refusalFor({ ...tunnel.authority, reason: 'head-too-large' });
    const { agentId } = gate;
    gate.block(
      { agentId, kind: 'http', request: tunnel.authority, reason: 'head-too-large' },
      { status: refusal.status },
    );
    answerStream(stream, refusal);
  }

  return { adopt };
}

/** The end of a request's body is not its end: HTTP/2 closes a stream when nobody waits for the answer. */
function streamEnd(stream: ServerHttp2Stream, cut: () => void): RequestEnd {
  return {
    get isGone() {
      return stream.destroyed || stream.closed;
    },
    onAbandoned: (listener) => {
      stream.once('close', listener);
      if (stream.destroyed) listener();
      return () => stream.removeListener('close', listener);
    },
    cut,
  };
}
