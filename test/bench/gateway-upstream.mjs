// The upstream servers of the gateway's benchmark, in a process of their own: bulk data, echo and a small HTTPS answer.
import { createServer as createHttpsServer } from 'node:https';
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

const CHUNK = Buffer.alloc(64 * 1024, 0x61);
const ANSWER = Buffer.alloc(1024, 0x62);

/** `D<bytes>\n` sends that many bytes; `E\n` echoes what follows. */
function serve(socket) {
  socket.on('error', () => socket.destroy());
  socket.once('data', (first) => {
    const text = String(first);
    if (text.startsWith('E')) {
      socket.write(first);
      socket.pipe(socket);
      return;
    }
    let left = Number(text.slice(1));
    const send = () => {
      while (left > 0) {
        left -= CHUNK.length;
        if (!socket.write(CHUNK)) return void socket.once('drain', send);
      }
      socket.end();
    };
    send();
  });
}

process.once('message', (trust) => {
  const https = createHttpsServer({ ...trust, keepAliveTimeout: 600_000 }, (_request, response) => {
    response.writeHead(200, { 'Content-Length': ANSWER.length });
    response.end(ANSWER);
  });
  const raw = createServer({ noDelay: true }, serve);
  const tls = createTlsServer({ ...trust, noDelay: true }, serve);
  const ports = {};
  for (const [name, server] of Object.entries({ raw, tls, https })) {
    server.listen(0, '127.0.0.1', () => {
      ports[name] = server.address().port;
      if (Object.keys(ports).length === 3) process.send(ports);
    });
  }
});
process.on('disconnect', () => process.exit(0));
