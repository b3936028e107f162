// An agent that floods until told to stop: with intercepted requests on many connections, each sent as soon as the one
// before is answered, or with downloads in tunnels (`bulk`), as fast as they come.
import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

async function open({ agent, proxyPort, port, ca }) {
  const socket = connect({ host: agent, port: proxyPort, localAddress: '127.0.0.1', noDelay: true });
  socket.write(`CONNECT bench.test:${port} HTTP/1.1\r\nHost: bench.test\r\n\r\n`);
  await once(socket, 'data');
  const inner = connectTls({ socket, servername: 'bench.test', ca });
  await once(inner, 'secureConnect');
  return inner;
}

/** Downloads without end in tunnels (or, without a gateway, straight from the server). */
async function pull({ agent, proxyPort, port, connections }) {
  for (let index = 0; index < connections; index += 1) {
    const socket = proxyPort
      ? connect({ host: agent, port: proxyPort, localAddress: '127.0.0.1' })
      : connect({ host: '127.0.0.1', port });
    if (proxyPort) {
      socket.write(`CONNECT bench.test:${port} HTTP/1.1\r\nHost: bench.test\r\n\r\n`);
      await once(socket, 'data');
    }
    socket.write('D1000000000000000\n');
    socket.on('data', (chunk) => {
      pulled += chunk.length;
    });
  }
}

let pulled = 0;
process.once('message', async (options) => {
  if (options.bulk) {
    await pull(options);
    process.on('message', () => process.send(pulled));
    process.send('flooding');
    return;
  }
  const request = `GET /x HTTP/1.1\r\nHost: bench.test:${options.port}\r\n\r\n`;
  const sockets = [];
  for (let index = 0; index < options.connections; index += 1) sockets.push(await open(options));
  for (const socket of sockets) {
    socket.on('data', (chunk) => {
      // Every byte of the answer's body is `b`.
      if (chunk[chunk.length - 1] === 0x62) socket.write(request);
    });
    socket.write(request);
  }
  process.send('flooding');
});
process.on('disconnect', () => process.exit(0));
