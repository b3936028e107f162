import type { AddressInfo } from 'node:net';
import type { ControlServer } from './control-server.ts';
import { listen } from './listen.ts';
import type { ListenAddress } from './listen-address.ts';
import { tcpEntrance } from './tcp-entrance.ts';
import type { TokenStore } from './tokens.ts';
import { checkKey, hostsOf, LOOPBACK_NAMES, namesOfCertificate } from './web/web-address.ts';

/** A listener for clients with tokens. */
export interface TcpListener {
  /** The actual port, also if the address has port 0. */
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

/** A certificate with its key (PEM), and the authority of the clients' certificates. */
export interface ClientTls {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/**
 * Listens on the loopback, or, with TLS, at any address for clients that show a certificate of the authority. Rejects
 * with `conflict` when the port is taken, and with `invalid-input` when the certificate cannot be used.
 */
export async function listenTcp(
  control: ControlServer,
  address: ListenAddress,
  tokens: TokenStore,
  tls?: ClientTls,
): Promise<TcpListener> {
  // The allowed host names contain the port, which is known only after listening.
  let port = address.port;
  const names = tls ? namesOfCertificate(tls.cert) : LOOPBACK_NAMES;
  if (tls) checkKey(tls);
  const allowed = (host: string) => hostsOf(names, port, tls !== undefined).includes(host.toLowerCase());
  const server = control.createHttp(tcpEntrance(tokens, allowed), tls);
  await listen(server, address, 'listen');
  port = (server.address() as AddressInfo).port;
  return {
    port,
    url: tls ? `https://${names[0]}:${port}` : `http://localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
