import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { createCertificateAuthority } from '../../electron/gateway/certificate-authority.ts';
import { freePort } from '../harness/free-port.ts';
import { buildGatewayProgram, GatewayProcess } from '../harness/gateway/gateway-process.ts';
import { createTestTrust } from '../harness/gateway/trust.ts';
import { type BenchResult, median } from './bench-row.ts';
import {
  AGENT,
  BULK_BYTES,
  cpuSeconds,
  download,
  echo,
  openDirect,
  openTunnel,
  requestLoop,
  secure,
} from './gateway-bench-clients.ts';

const FLOODER = '127.0.0.3';
const ROUNDS = 5;
const REQUESTS = 12_000;
const REQUEST_CONNECTIONS = 16;
const TUNNELS = 1_000;
const PULLS = 8;

interface Ports {
  readonly raw: number;
  readonly tls: number;
  readonly https: number;
}

interface Row {
  readonly work: string;
  readonly direct?: number;
  readonly gateway: number;
  readonly unit: string;
  readonly ratio?: number;
  readonly target: string;
}

export async function runGatewayBench(): Promise<BenchResult> {
  const trust = createTestTrust(['bench.test']);
  const authority = createCertificateAuthority(Date.now());
  const upstream = fork('test/bench/gateway-upstream.mjs');
  upstream.send(trust.server);
  const [ports] = (await once(upstream, 'message')) as [Ports];
  const built = await buildGatewayProgram();
  const proxyPort = await freePort();
  const gateway = new GatewayProcess(built.program, proxyPort, { read: true });
  const rows: Row[] = [];
  try {
    const pid = gateway.child.pid ?? 0;
    const now = Date.now();
    const ruled = (id: keyof Ports, more: object) => ({
      id,
      effect: 'allow',
      host: 'bench.test',
      ports: [ports[id]],
      ...more,
    });
    const rules = [ruled('raw', { anyProtocol: true }), ruled('tls', {}), ruled('https', { paths: ['/'] })];
    await gateway.command({ type: 'set-ca', ...authority, extraRootsPem: trust.caPem });
    for (const [agentId, localAddress] of [
      ['one', AGENT],
      ['two', FLOODER],
    ] as const) {
      await gateway.command({
        type: 'set-policy',
        now,
        policy: { agentId, localAddress, mode: 'allowlist', rules },
      });
    }

    rows.push(
      await bulk('opaque tunnel carrying TLS, bulk', '>= 0.8 x', async (through) => {
        const socket = through ? await openTunnel(proxyPort, ports.tls) : await openDirect(ports.tls);
        return await secure(socket, trust.caPem);
      }),
      await bulk('opaque tunnel carrying plain bytes, bulk', '', async (through) =>
        through ? await openTunnel(proxyPort, ports.raw) : await openDirect(ports.raw),
      ),
    );

    const cpuBeforeBulk = cpuSeconds(pid);
    await download(await openTunnel(proxyPort, ports.raw));
    const cpuPerGigabyte = (cpuSeconds(pid) - cpuBeforeBulk) / (BULK_BYTES / 1e9);
    rows.push({ work: 'opaque tunnel, gateway CPU per GB', gateway: cpuPerGigabyte, unit: 's', target: '' });

    const direct = await echo(await openDirect(ports.raw));
    const through = await echo(await openTunnel(proxyPort, ports.raw));
    rows.push({
      work: 'opaque tunnel, round trip p50',
      direct,
      gateway: through,
      unit: 'ms',
      ratio: through / direct,
      target: '<= 1 ms added',
    });

    const request = `GET /x HTTP/1.1\r\nHost: bench.test:${ports.https}\r\n\r\n`;
    const sockets = await Promise.all(
      Array.from(
        { length: REQUEST_CONNECTIONS },
        async () => await secure(await openTunnel(proxyPort, ports.https), authority.certificatePem),
      ),
    );
    const warm = { left: 2_000 };
    await Promise.all(sockets.map((socket) => requestLoop(socket, request, warm, [])));
    const budget = { left: REQUESTS };
    const [cpuBefore, from] = [cpuSeconds(pid), performance.now()];
    await Promise.all(sockets.map((socket) => requestLoop(socket, request, budget, [])));
    const [cpuUsed, wall] = [cpuSeconds(pid) - cpuBefore, (performance.now() - from) / 1_000];
    rows.push({
      work: 'intercepted requests per second of one core',
      gateway: REQUESTS / cpuUsed,
      unit: 'req/s',
      target: '>= 1500',
    });
    rows.push({
      work: 'intercepted requests, wall clock on shared cores',
      gateway: REQUESTS / wall,
      unit: 'req/s',
      target: '',
    });
    for (const socket of sockets) socket.destroy();

    rows.push(await fairness(proxyPort, ports, authority.certificatePem));
    rows.push(...(await bulkFairness(proxyPort, ports, authority.certificatePem)));
  } finally {
    await gateway.stop();
  }
  const fresh = new GatewayProcess(built.program, proxyPort, {
    read: true,
    asInContainer: true,
  });
  try {
    const rule = { id: 'raw', effect: 'allow', host: 'bench.test', ports: [ports.raw], anyProtocol: true };
    const policy = { agentId: 'one', localAddress: AGENT, mode: 'allowlist', rules: [rule] };
    await fresh.command({ type: 'set-policy', now: Date.now(), policy });
    const tunnels = await Promise.all(
      Array.from({ length: TUNNELS }, () => openTunnel(proxyPort, ports.raw)),
    );
    for (const tunnel of tunnels) tunnel.write('E\n');
    await Promise.all(tunnels.map((tunnel) => once(tunnel, 'data')));
    const pong = await fresh.command({ type: 'ping' });
    const memory = pong.type === 'pong' ? pong.stats.residentMemoryBytes / 1024 / 1024 : Number.NaN;
    rows.push({ work: `${TUNNELS} tunnels at once, memory`, gateway: memory, unit: 'MiB', target: '<= 150' });
    for (const tunnel of tunnels) tunnel.destroy();
  } finally {
    await fresh.stop();
    await built.remove();
    upstream.disconnect();
  }
  return {
    subject: 'gateway',
    method: 'client, gateway and server are three processes on one machine; direct and gateway in turns',
    rows: rows.map(({ work, gateway, unit, direct, ratio, target }) => ({
      work,
      value: gateway,
      unit,
      ...(direct === undefined ? {} : { peer: { name: 'direct', value: direct } }),
      ...(ratio === undefined ? {} : { ratio }),
      target,
    })),
  };
}

/** One agent's intercepted requests alone, and while another agent floods the gateway. */
async function fairness(proxyPort: number, ports: Ports, ca: string): Promise<Row> {
  const request = `GET /x HTTP/1.1\r\nHost: bench.test:${ports.https}\r\n\r\n`;
  const socket = await secure(await openTunnel(proxyPort, ports.https), ca);
  const alone: number[] = [];
  await requestLoop(socket, request, { left: 500 }, []);
  await requestLoop(socket, request, { left: 500 }, alone);
  const flooder = fork('test/bench/gateway-flooder.mjs');
  flooder.send({ agent: FLOODER, proxyPort, port: ports.https, ca, connections: 64 });
  await once(flooder, 'message');
  const beside: number[] = [];
  await requestLoop(socket, request, { left: 200 }, []);
  await requestLoop(socket, request, { left: 1_000 }, beside);
  await stop(flooder);
  socket.destroy();
  const [before, after] = [median(alone), median(beside)];
  return {
    work: 'request beside a flooding agent, p50',
    direct: before,
    gateway: after,
    unit: 'ms',
    ratio: after / before,
    target: '<= 2 x alone',
  };
}

/**
 * One agent's requests alone, beside another agent that pulls bulk through tunnels, and beside the same pull past the
 * gateway, in turns: the last tells how much of the slowing is the machine's, whose cores all the processes share.
 */
async function bulkFairness(proxyPort: number, ports: Ports, ca: string): Promise<Row[]> {
  const request = `GET /x HTTP/1.1\r\nHost: bench.test:${ports.https}\r\n\r\n`;
  const socket = await secure(await openTunnel(proxyPort, ports.https), ca);
  const measure = async () => {
    const times: number[] = [];
    await requestLoop(socket, request, { left: 100 }, []);
    await requestLoop(socket, request, { left: 1_000 }, times);
    return median(times);
  };
  const rounds: { alone: number; beside: number; past: number; pulled: number }[] = [];
  const flooded = async (gatewayPort: number | undefined) => {
    const flooder = fork('test/bench/gateway-flooder.mjs');
    flooder.send({ bulk: true, agent: FLOODER, proxyPort: gatewayPort, port: ports.raw, connections: PULLS });
    await once(flooder, 'message');
    const pulled = async () => {
      flooder.send('how much');
      return Number((await once(flooder, 'message'))[0]);
    };
    const [before, from] = [await pulled(), performance.now()];
    const time = await measure();
    const rate = ((await pulled()) - before) / 1e6 / ((performance.now() - from) / 1_000);
    await stop(flooder);
    return { time, rate };
  };
  await measure();
  for (let round = 0; round < ROUNDS; round += 1) {
    const alone = await measure();
    const through = await flooded(proxyPort);
    const past = await flooded(undefined);
    rounds.push({ alone, beside: through.time, past: past.time, pulled: through.rate });
  }
  socket.destroy();
  const direct = median(rounds.map((round) => round.alone));
  const row = (work: string, kind: 'beside' | 'past', target: string): Row => ({
    work,
    direct,
    gateway: median(rounds.map((round) => round[kind])),
    unit: 'ms',
    ratio: median(rounds.map((round) => round[kind] / round.alone)),
    target,
  });
  return [
    row(`request beside an agent that pulls bulk in ${PULLS} tunnels, p50`, 'beside', '<= 2 x alone'),
    row('request beside the same pull past the gateway, p50', 'past', ''),
    {
      work: 'what the pulling agent gets beside the requests',
      gateway: median(rounds.map((round) => round.pulled)),
      unit: 'MB/s',
      target: '',
    },
  ];
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.disconnect();
  await exited;
}

/** One connection's throughput, direct and through the gateway in turns. */
async function bulk(work: string, target: string, open: (through: boolean) => Promise<Socket>): Promise<Row> {
  const rates: { direct: number; gateway: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const direct = await download(await open(false));
    rates.push({ direct, gateway: await download(await open(true)) });
  }
  const ratio = median(rates.map((rate) => rate.gateway / rate.direct));
  const direct = median(rates.map((rate) => rate.direct));
  return { work, direct, gateway: median(rates.map((rate) => rate.gateway)), unit: 'MB/s', ratio, target };
}
