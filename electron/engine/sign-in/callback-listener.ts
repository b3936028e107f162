import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AppFailure } from '../../contract/error.ts';

/** Longer addresses are no callback. */
const ADDRESS_LIMIT = 8_192;

const PAGE =
  '<!doctype html><meta charset="utf-8"><title>Bulkhead</title><p>Bulkhead has the answer. You can close this page.';
const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  Connection: 'close',
};

/**
 * Listens on this machine's loopback for the browser that comes back from a sign-in, and passes the path with its query
 * on. Nothing of the sandbox is shown in the browser. Rejects with `conflict` when the port is taken.
 */
export async function listenForCallback(
  callback: { readonly port: number; readonly path: string },
  onCallback: (pathAndQuery: string) => void,
): Promise<() => Promise<void>> {
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const target = request.url ?? '';
    const isCallback =
      request.method === 'GET' && target.length <= ADDRESS_LIMIT && target.split('?')[0] === callback.path;
    response.writeHead(isCallback ? 200 : 404, HEADERS).end(isCallback ? PAGE : '');
    if (isCallback) onCallback(target);
  };
  const servers: Server[] = [];
  const close = async () => {
    await Promise.all(servers.map((server) => closeServer(server)));
  };
  // A browser tries both for “localhost”. Machines without IPv6 have only the first.
  for (const host of ['127.0.0.1', '::1']) {
    const server = createServer(answer);
    try {
      server.listen(callback.port, host);
      await once(server, 'listening');
      servers.push(server);
    } catch (error) {
      if (host === '::1' && servers.length > 0) break;
      await close();
      throw new AppFailure({
        type: 'conflict',
        message: `Port ${callback.port} of this machine, to which the page leads back, is in use. Copy the address that the browser then shows, and paste it here.`,
        raw: String(error),
      });
    }
  }
  return close;
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
