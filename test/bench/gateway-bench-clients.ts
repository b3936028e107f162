import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { median } from './bench-row.ts';

/** The gateway's own address towards the agent that is measured. */
export const AGENT = '127.0.0.2';
export const BULK_BYTES = 512 * 1024 * 1024;
const ECHOES = 3_000;
/** Linux counts a process's CPU time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** CPU seconds that a process has used so far (proc(5), fields 14 and 15 of stat). */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

export async function openDirect(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  return socket;
}

export async function openTunnel(proxyPort: number, port: number, agent = AGENT): Promise<Socket> {
  const socket = connect({ host: agent, port: proxyPort, localAddress: '127.0.0.1', noDelay: true });
  socket.write(`CONNECT bench.test:${port} HTTP/1.1\r\nHost: bench.test\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  if (!String(answer).startsWith('HTTP/1.1 200')) throw new Error(String(answer));
  return socket;
}

/** MB/s of one connection. */
export async function download(socket: Socket): Promise<number> {
  const from = performance.now();
  let received = 0;
  socket.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  socket.write(`D${BULK_BYTES}\n`);
  await once(socket, 'end');
  socket.destroy();
  return received / 1e6 / ((performance.now() - from) / 1_000);
}

/** Median milliseconds from a byte sent to its echo. */
export async function echo(socket: Socket): Promise<number> {
  socket.write('E\n');
  await once(socket, 'data');
  const times: number[] = [];
  for (let index = 0; index < ECHOES; index += 1) {
    const from = performance.now();
    socket.write('x');
    await once(socket, 'data');
    times.push(performance.now() - from);
  }
  socket.destroy();
  return median(times);
}

/** Sends requests one after the other on one kept connection until the shared budget is spent; records each time. */
export async function requestLoop(
  socket: TLSSocket,
  request: string,
  budget: { left: number },
  times: number[],
): Promise<void> {
  while (budget.left > 0) {
    budget.left -= 1;
    const from = performance.now();
    socket.write(request);
    await wholeAnswer(socket);
    times.push(performance.now() - from);
  }
}

/** The benchmark's server says Content-Length: 1024; the body is all `b`, the head ends in an empty line. */
export function wholeAnswer(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const onData = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end === -1 || text.length < end + 4 + 1024) return;
      socket.removeListener('data', onData);
      if (text.startsWith('HTTP/1.1 200')) resolve();
      else reject(new Error(text.slice(0, 300)));
    };
    socket.on('data', onData);
  });
}

export async function secure(socket: Socket, ca: string): Promise<TLSSocket> {
  const inner = connectTls({ socket, servername: 'bench.test', ca });
  await once(inner, 'secureConnect');
  return inner;
}
