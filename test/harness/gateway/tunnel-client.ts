import type { Engine } from '../../../electron/engine/docker/engine.ts';
import { FrameReader } from '../../../electron/engine/docker/frames.ts';
import type { GatewayAgent } from './gateway-agent.ts';

/** Opens a tunnel with TLS inside through the gateway, and prints when it opens and closes. */
const CLIENT = `const [gateway, host] = process.argv.slice(1);
const socket = require('net').connect(3128, gateway);
socket.write('CONNECT ' + host + ':443 HTTP/1.1\\r\\nHost: ' + host + '\\r\\n\\r\\n');
socket.once('data', (data) => {
  console.log('answer ' + String(data).split(' ')[1]);
  const tls = require('tls').connect({ socket, servername: host, rejectUnauthorized: false }, () => console.log('open'));
  tls.on('error', () => undefined);
  tls.resume();
});
socket.on('error', () => undefined);
socket.on('close', () => console.log('closed ' + Date.now()));`;

/** Runs the client in the agent; `said` resolves with the first line that has the given beginning. */
export async function tunnelFrom(
  engine: Engine,
  agent: GatewayAgent,
  host: string,
): Promise<(start: string) => Promise<string>> {
  const execId = await engine.createExec(agent.containerId, {
    Cmd: ['node', '-e', CLIENT, agent.attachment.gatewayAddress, host],
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await engine.startExec(execId, { tty: false, stdin: false });
  let text = '';
  const frames = new FrameReader((_source, bytes) => {
    text += Buffer.from(bytes).toString();
  });
  stream.on('data', (chunk: Buffer) => frames.push(chunk));
  return async (start) => {
    for (;;) {
      const line = text
        .split('\n')
        .slice(0, -1)
        .find((each) => each.startsWith(start));
      if (line !== undefined) return line;
      if (stream.readableEnded) throw new Error(`the client ended: ${text}`);
      await new Promise((resolve) => {
        stream.once('data', resolve);
        stream.once('end', resolve);
      });
    }
  };
}
