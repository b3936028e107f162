import { createServer, request } from 'node:http';
import { connect } from 'node:net';

/** The port of the proxy, at every address. */
export const proxyPort = 3128;

/**
 * A company's proxy: it resolves names in the zone, and is the only way out while a test has shut the firewall.
 * @param {{ zone: import('./zone.mjs').Zone, record: (entry: object) => void }} options
 */
export function serveCompanyProxy({ zone, record }) {
  const addressOf = (name) => zone.lookup(name)?.[0];
  const server = createServer((incoming, response) => {
    record({ kind: 'proxy', method: incoming.method, path: incoming.url });
    const { hostname, port, pathname, search } = new URL(incoming.url);
    const host = addressOf(hostname);
    if (!host) return response.writeHead(503).end('no such name');
    const target = { host, port: port || 80, path: pathname + search, method: incoming.method };
    const forwarded = request({ ...target, headers: incoming.headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    return incoming.pipe(forwarded);
  });
  server.on('connect', (incoming, socket) => {
    record({ kind: 'proxy', method: 'CONNECT', path: incoming.url });
    const [name, port] = incoming.url.split(':');
    const host = addressOf(name);
    socket.on('error', () => socket.destroy());
    if (!host) return socket.end('HTTP/1.1 503 No such name\r\n\r\n');
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on('error', () => socket.destroy());
    return socket.once('close', () => upstream.destroy());
  });
  server.listen(proxyPort, '0.0.0.0');
}
