import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { FlowError } from '../contract/egress.ts';
import type { Gate } from './gate.ts';
import type { TunnelContext } from './tunnel.ts';

/** In the order of preference, whatever the client's. */
const PROTOCOLS = ['http/1.1', 'h2'];
/** A client that leaves within this time, and asked for nothing, did not like what the handshake told it. */
const LEFT_WITHIN_MS = 1_000;

/**
 * Terminates the agent's TLS with a certificate of this installation. A client that speaks HTTP/1.1 gets that, and HTTP/2
 * is for those that speak nothing else. What comes to nothing is on record, because no request inside the tunnel can be.
 * `onSecure` returns whether the client has asked for something.
 */
export function terminateTls(
  gate: Gate,
  raw: Socket,
  tunnel: TunnelContext,
  onSecure: (inner: TLSSocket) => () => boolean,
): void {
  const { environment, interception } = gate.services;
  const secureContext = interception.serverContext(tunnel.authority.host);
  if (secureContext === undefined) return void raw.destroy();
  let recorded = false;
  const record = (error: FlowError) => {
    if (!recorded) gate.open(tunnel.facts, 0).end(error);
    recorded = true;
  };
  const inner = new TLSSocket(raw, { isServer: true, secureContext, ALPNProtocols: PROTOCOLS });
  const timer = setTimeout(() => inner.destroy(), environment.clientTimeoutMs);
  const onUnfinished = () => {
    clearTimeout(timer);
    record('handshake-failed');
  };
  // A client that does not like the certificate may leave without an alert, in the handshake or right after it.
  const onLeft = () => {
    record('client-left');
    inner.destroy();
  };
  inner.once('close', onUnfinished);
  inner.once('end', onLeft);
  inner.on('error', (error) => {
    const failure = handshakeErrorOf(error);
    if (failure !== undefined) record(failure);
    inner.destroy();
  });
  inner.once('secure', () => {
    clearTimeout(timer);
    inner.removeListener('close', onUnfinished);
    inner.removeListener('end', onLeft);
    const securedAt = environment.monotonicMs();
    const hasAsked = onSecure(inner);
    const onLeave = () => {
      if (!hasAsked() && environment.monotonicMs() - securedAt < LEFT_WITHIN_MS) record('client-left');
    };
    inner.once('end', onLeave);
    inner.once('close', onLeave);
  });
}

/** Reads why a handshake failed, from the alert that the client sent or from the gateway's own; undefined for neither. */
function handshakeErrorOf(error: unknown): FlowError | undefined {
  const { code = '' } = error as { code?: string };
  if (code === 'ERR_SSL_NO_APPLICATION_PROTOCOL') return 'client-needs-http2';
  if (code === 'ERR_SSL_UNSUPPORTED_PROTOCOL') return 'client-needs-old-tls';
  return /ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_)/.test(code) ? 'client-distrusts' : undefined;
}
