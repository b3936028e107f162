// An agent that sends intercepted requests on many connections, each as fast as it is answered, until told to stop.
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

process.once('message', async (options) => {
  const request = `GET /x HTTP/1.1\r\nHost: bench.test:${options.port}\r\n\r\n`;
  const sockets = [];
  for (let index = 0; index < options.connections; index += 1) sockets.push(await open(options));
  for (const socket of sockets) {
    socket.on('data', (chunk) => {
      if (chunk[chunk.length - 1] === 0x62) socket.write(request); // the answer's body is all `b`
    });
    socket.write(request);
  }
  process.send('flooding');
});
process.on('disconnect', () => process.exit(0));
