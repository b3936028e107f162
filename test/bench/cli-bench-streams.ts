import { once } from 'node:events';
import { Agent, type ClientRequest, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { BenchRow } from './bench-row.ts';

const STREAMS = 1_000;
const MIB = 1024 * 1024;

/** Resolves to what the process of the probe holds after its garbage is collected. */
async function memoryOf(probePath: string): Promise<{ rss: number; heapUsed: number }> {
  const socket = connect(probePath);
  socket.write('\n');
  return JSON.parse(await text(socket));
}

async function openEventStream(socketPath: string, agent: Agent): Promise<ClientRequest> {
  const sent = request({ socketPath, path: '/v1/events', agent, headers: { host: 'localhost' } });
  sent.end();
  const [answer] = await once(sent, 'response');
  if (answer.statusCode !== 200) throw new Error(`an event stream was refused: ${answer.statusCode}`);
  answer.resume().on('error', () => undefined);
  return sent;
}

/** Measures what 1,000 clients cost that follow the events of a host on `socketPath`. */
export async function streamRows(socketPath: string, probePath: string): Promise<BenchRow[]> {
  const agent = new Agent({ maxSockets: STREAMS + 1 });
  // What the first one loads is no cost of a stream.
  const first = await openEventStream(socketPath, agent);
  const before = await memoryOf(probePath);
  const streams = await Promise.all(
    Array.from({ length: STREAMS }, () => openEventStream(socketPath, agent)),
  );
  const after = await memoryOf(probePath);
  for (const stream of [first, ...streams]) stream.destroy();
  const row = (what: string, name: 'rss' | 'heapUsed'): BenchRow => ({
    work: `${what} of ${STREAMS} idle event streams`,
    value: (after[name] - before[name]) / MIB,
    unit: 'MiB',
    peer: { name: 'host without them', value: before[name] / MIB },
    target: '<= 100 MiB',
  });
  return [row('memory', 'rss'), row('heap', 'heapUsed')];
}
