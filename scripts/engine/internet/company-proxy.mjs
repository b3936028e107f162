import { createServer, request } from 'node:http';
import { connect } from 'node:net';

/** The port of the proxy, at every address. */
export const proxyPort = 3128;

/**
 * A company's proxy for HTTP, which resolves the names. `onAsked` gets each request, CONNECT too; a status that it
 * returns refuses it.
 */
export function createCompanyProxy({ addressOf, onAsked }) {
  const server = createServer((incoming, response) => {
    const refused = onAsked(incoming);
    const { hostname, port, pathname, search } = new URL(incoming.url);
    const host = addressOf(hostname);
    if (refused || !host) return response.writeHead(refused ?? 503).end('the proxy says no');
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const target = { host, port: port || 80, path: pathname + search, method: incoming.method, headers };
    const forwarded = request(target, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    return incoming.pipe(forwarded);
  });
  server.on('connect', (incoming, socket) => {
    const refused = onAsked(incoming);
    const [name, port] = incoming.url.split(':');
    const host = addressOf(name);
    socket.on('error', () => socket.destroy());
    if (refused || !host) return socket.end(`HTTP/1.1 ${refused ?? 503} No\r\nContent-Length: 0\r\n\r\n`);
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n');
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on('error', () => socket.destroy());
    return socket.once('close', () => upstream.destroy());
  });
  return server;
}

/**
 * The proxy of the test world: it resolves names in the zone, and is the only way out while a test has shut the firewall.
 * @param {{ zone: import('./zone.mjs').Zone, record: (entry: object) => void }} options
 */
export function serveCompanyProxy({ zone, record }) {
  const server = createCompanyProxy({
    addressOf: (name) => zone.lookup(name)?.[0],
    onAsked: ({ method, url }) => void record({ kind: 'proxy', method, path: url }),
  });
  server.listen(proxyPort, '0.0.0.0');
}
