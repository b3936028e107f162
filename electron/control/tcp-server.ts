import type { AddressInfo } from 'node:net';
import type { ControlServer } from './control-server.ts';
import { tcpHosts } from './http/guard.ts';
import { listen } from './listen.ts';
import type { ListenAddress } from './listen-address.ts';
import { tcpEntrance } from './tcp-entrance.ts';
import type { TokenStore } from './tokens.ts';

/** A listener for clients with tokens. */
export interface TcpListener {
  /** The actual port, also if the address has port 0. */
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on the loopback. Rejects with `conflict` when the port is taken. */
export async function listenTcp(
  control: ControlServer,
  address: ListenAddress,
  tokens: TokenStore,
): Promise<TcpListener> {
  // The allowed host names contain the port, which is known only after listening.
  let port = address.port;
  const server = control.createHttp(tcpEntrance(tokens, (host) => tcpHosts(port)(host)));
  await listen(server, address, 'listen');
  port = (server.address() as AddressInfo).port;
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
