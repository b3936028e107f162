import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { performance } from 'node:perf_hooks';
import { bareEgress } from '../../electron/contract/agent-spec.ts';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import type { Engine } from '../../electron/engine/docker/engine.ts';
import { FrameReader } from '../../electron/engine/docker/frames.ts';
import { GatewayRelay } from '../../electron/engine/ports/gateway-relay.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { appEgress, attach, type GatewayAgent, gatewayAgent } from '../harness/gateway/gateway-agent.ts';
import { tunnelFrom } from '../harness/gateway/tunnel-client.ts';
import { type BenchResult, type BenchRow, median } from './bench-row.ts';

const SWITCHES = 30;
const BULK_BYTES = 256 * 1024 * 1024;
const ROUNDS = 3;
const ECHOES = 500;
/** Sends as many bytes as the first line says, or sends back what comes after an `E`. */
const SERVER = `const chunk = Buffer.alloc(65536);
require('net').createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => undefined);
  socket.once('data', (line) => {
    let left = Number(line);
    if (!left) return socket.write(line), socket.pipe(socket);
    const more = () => {
      while (left > 0) {
        left -= chunk.length;
        if (!socket.write(chunk)) return socket.once('drain', more);
      }
      socket.end();
    };
    more();
  });
}).listen(7000);`;

/** How long cutting an agent off takes, and what a published port does beside an exec. */
export async function runReachBench(dockerHost: string): Promise<BenchResult> {
  const scope = new Scope();
  const engine = createDockerEngine({ url: dockerHost, source: 'DOCKER_HOST', label: 'bench' });
  scope.add(() => engine.close());
  const rows: BenchRow[] = [];
  try {
    const { runtimes } = await engine.facts();
    const egress = appEgress(engine, scope);
    const agents: GatewayAgent[] = [];
    for (const runtime of ['runc', 'runsc']) {
      if (!runtimes.some(({ name }) => name === runtime)) continue;
      const options = { agentId: `bench-${runtime}`, runtime };
      const agent = await gatewayAgent(engine, scope, {
        ...options,
        image: 'node:24-slim',
        command: ['node', '-e', SERVER],
      });
      await attach(egress, scope, agent, bareEgress('off'));
      const times: number[] = [];
      for (let round = 0; round < SWITCHES; round += 1) {
        await egress.set(agent.attachment.agentId, bareEgress('full'));
        const answer = await tunnelFrom(engine, agent, 'allowed.test');
        await answer('open');
        const from = Date.now();
        await egress.set(agent.attachment.agentId, bareEgress('off'));
        times.push(Number((await answer('closed')).split(' ')[1]) - from);
      }
      const work = `egress to Off until the agent's connection is closed, ${runtime}`;
      rows.push(
        { work: `${work}, p50`, value: median(times), unit: 'ms', target: '<= 250' },
        { work: `${work}, longest of ${SWITCHES}`, value: Math.max(...times), unit: 'ms' },
      );
      agents.push(agent);
    }
    const [agent] = agents;
    if (agent) rows.push(...(await measurePort(engine, scope, agent)));
  } finally {
    await scope.dispose();
  }
  return {
    subject: 'reach',
    method: `medians of ${SWITCHES} switches, ${ROUNDS} downloads, ${ECHOES} round trips`,
    rows,
  };
}

async function measurePort(engine: Engine, scope: Scope, agent: GatewayAgent): Promise<BenchRow[]> {
  const relay = new GatewayRelay({ engine: () => engine, clock: systemClock, logger: silentLogger });
  scope.add(() => relay.close());
  const target = { address: agent.address, from: agent.attachment.gatewayAddress, port: 7000 };
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (socket) => {
    void relay.connect(target, socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  scope.add(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const open = async () => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return socket;
  };
  const rates: { port: number; exec: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const exec = await rateOf(async (count) => {
      const execId = await engine.createExec(agent.containerId, {
        Cmd: ['head', '-c', String(BULK_BYTES), '/dev/zero'],
        AttachStdout: true,
      });
      const stream = await engine.startExec(execId, { tty: false, stdin: false });
      const frames = new FrameReader((_source, bytes) => count(bytes.length));
      for await (const chunk of stream) frames.push(chunk as Uint8Array);
    });
    const published = await rateOf(async (count) => {
      const socket = await open();
      socket.on('data', (chunk: Buffer) => count(chunk.length));
      socket.write(`${BULK_BYTES}\n`);
      await once(socket, 'end');
      socket.destroy();
    });
    rates.push({ port: published, exec });
  }
  const socket = await open();
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
  return [
    {
      work: 'published port, one download',
      value: median(rates.map((rate) => rate.port)),
      unit: 'MB/s',
      peer: { name: 'output of an exec', value: median(rates.map((rate) => rate.exec)) },
      ratio: median(rates.map((rate) => rate.port / rate.exec)),
    },
    { work: 'published port, round trip, p50', value: median(times), unit: 'ms' },
  ];
}

async function rateOf(work: (count: (bytes: number) => void) => Promise<void>): Promise<number> {
  const from = performance.now();
  let bytes = 0;
  await work((more) => {
    bytes += more;
  });
  return bytes / 1e6 / ((performance.now() - from) / 1_000);
}
