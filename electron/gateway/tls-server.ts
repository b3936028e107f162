import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Gate } from './gate.ts';
import type { TunnelContext } from './tunnel.ts';

/** Terminates the agent's TLS with a certificate of this installation. HTTP/1.1 only: HTTP/2 is negotiated down. */
export function terminateTls(
  gate: Gate,
  raw: Socket,
  tunnel: TunnelContext,
  onSecure: (inner: TLSSocket) => void,
): void {
  const secureContext = gate.services.interception.serverContext(tunnel.authority.host);
  if (secureContext === undefined) return void raw.destroy();
  const inner = new TLSSocket(raw, { isServer: true, secureContext, ALPNProtocols: ['http/1.1'] });
  const timer = setTimeout(() => inner.destroy(), gate.services.environment.clientTimeoutMs);
  inner.once('close', () => clearTimeout(timer));
  // The usual cause is a client that does not trust the authority.
  inner.on('error', () => inner.destroy());
  inner.once('secure', () => {
    clearTimeout(timer);
    onSecure(inner);
  });
}
