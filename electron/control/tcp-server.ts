import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppFailure } from '../contract/error.ts';
import type { ControlServer } from './control-server.ts';
import { tcpHosts } from './http/guard.ts';
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
  await listen(server, address);
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

function listen(server: Server, { host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return reject(error);
      reject(
        new AppFailure({
          type: 'conflict',
          field: 'listen',
          message: `Port ${port} of ${host} is taken or not allowed. Choose another one.`,
          raw: error.message,
        }),
      );
    });
    server.listen(port, host, () => resolve());
  });
}
