import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';

/**
 * The door to the real network, for image builds that install from a package registry. It runs in the host's
 * network namespace and is reached over a unix socket by the fake internet, which relays by host name: no NAT
 * rule, forwarding switch or address of the host is touched.
 *
 * A client sends one line `HOST PORT`, then both sides speak freely.
 */
export function openOutside(socketPath) {
  rmSync(socketPath, { force: true });
  return createServer(accept).listen(socketPath);
}

function accept(client) {
  client.once('data', (chunk) => {
    // Data that arrives before the other side is connected would be lost without a pause.
    client.pause();
    const end = chunk.indexOf('\n');
    const [host, port] = chunk.subarray(0, end).toString('latin1').split(' ');
    const server = connect(Number(port), host, () => {
      server.write(chunk.subarray(end + 1));
      client.pipe(server).pipe(client);
    });
    client.once('close', () => server.destroy());
    server.once('close', () => client.destroy());
    server.once('error', () => client.destroy());
  });
  client.once('error', () => client.destroy());
}
