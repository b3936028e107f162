import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** A TCP port without a listener on any address of IPv4. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
