import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { RpcClient } from '../../electron/client/rpc-client.ts';
import { connectControl } from '../../electron/control/connect.ts';
import { delay, systemClock } from '../../electron/lib/clock.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { type BenchResult, type BenchRow, median } from './bench-row.ts';
import { streamRows } from './cli-bench-streams.ts';

const ROUNDS = 20;
const LOG_ROUNDS = 5;
const LOG_LINES = 100_000;
/** 99 characters and the line end. */
const FILLER = 'x'.repeat(90);
const CALLS_PER_SECOND = 200;
const LOAD_MS = 5_000;
const NAME = 'bench';

const PROGRAM = join(process.cwd(), 'dist/cli/bulkhead.cjs');
const LEAST_EXEC = join(process.cwd(), 'test/bench/least-exec.cjs');
const PROBE = join(process.cwd(), 'test/bench/memory-probe.cjs');

/** Node reads the certificates of this variable at each start, which is no work of the command line. */
const { NODE_EXTRA_CA_CERTS: _, ...ENVIRONMENT } = process.env;

/** Runs a program to its end; resolves to its milliseconds. Rejects when it fails. */
async function millisecondsOf(program: string, args: readonly string[], dataPath: string): Promise<number> {
  const from = performance.now();
  const child = spawn(program, args, {
    env: { ...ENVIRONMENT, BULKHEAD_DATA: dataPath },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.resume();
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}`);
  return performance.now() - from;
}

interface Place {
  /** The data folder that `bulkhead serve` owns. */
  served: string;
  /** A data folder without a host. */
  unserved: string;
}

/** Runs a command of the command line and of docker in turns. */
async function inTurns(
  work: string,
  target: string | undefined,
  rounds: number,
  mine: () => Promise<number>,
  theirs: () => Promise<number>,
  name: string,
): Promise<BenchRow> {
  const own: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    peer.push(await theirs());
    own.push(await mine());
  }
  const ratios = own.map((value, round) => value / (peer[round] ?? 1));
  return {
    work,
    value: median(own),
    unit: 'ms',
    peer: { name, value: median(peer) },
    ratio: median(ratios),
    ...(target ? { target } : {}),
  };
}

async function execRows({ served, unserved }: Place): Promise<BenchRow[]> {
  const dockerExec = () => millisecondsOf('docker', ['exec', `bulkhead-${NAME}`, 'true'], served);
  const exec = (dataPath: string) => () => millisecondsOf(PROGRAM, ['exec', NAME, 'true'], dataPath);
  const row = (work: string, target: string, dataPath: string) =>
    inTurns(work, target, ROUNDS, exec(dataPath), dockerExec, 'docker exec');
  const least = () => millisecondsOf(process.execPath, [LEAST_EXEC, `bulkhead-${NAME}`], served);
  return [
    await inTurns(
      'exec true, least of any Node program',
      undefined,
      ROUNDS,
      least,
      dockerExec,
      'docker exec',
    ),
    await row('exec true, host running', '<= 1.3', served),
    await row('exec true, no host', '<= 2.5', unserved),
  ];
}

async function logsRow({ served }: Place): Promise<BenchRow> {
  const work = `logs of ${LOG_LINES} lines, time by docker's`;
  const logs = () => millisecondsOf(PROGRAM, ['logs', '-n', String(LOG_LINES), NAME], served);
  const peer = () =>
    millisecondsOf('docker', ['logs', '--tail', String(LOG_LINES), `bulkhead-${NAME}`], served);
  return await inTurns(work, '<= 1.25', LOG_ROUNDS, logs, peer, 'docker logs');
}

const socketOf = (dataPath: string) => join(dataPath, 'control/bulkhead.sock');
const probeOf = (dataPath: string) => join(dataPath, 'probe.sock');

async function httpGet(dataPath: string, path: string, agent: Agent): Promise<number> {
  const sent = request({ socketPath: socketOf(dataPath), path, agent, headers: { host: 'localhost' } });
  sent.end();
  const [answer] = await once(sent, 'response');
  answer.resume();
  await once(answer, 'end');
  return answer.statusCode;
}

/** Delays of a trivial call of a client of the contract, as a window is one, until `isOver`. */
async function delaysUntil(client: RpcClient, isOver: () => boolean): Promise<number[]> {
  const delays: number[] = [];
  while (!isOver()) {
    const from = performance.now();
    await client.call('engine.state', {});
    delays.push(performance.now() - from);
    await delay(systemClock, 20);
  }
  return delays.toSorted((one, other) => one - other);
}

const percentile = (sorted: readonly number[], part: number) => sorted[Math.floor(sorted.length * part)] ?? 0;

async function loadRows({ served }: Place): Promise<BenchRow[]> {
  const port = await connectControl(served);
  if (!port) throw new Error('no host listens');
  const client = new RpcClient(port);
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const until = performance.now() + 1_000;
  const alone = await delaysUntil(client, () => performance.now() > until);
  const calls: Promise<number>[] = [];
  const from = performance.now();
  const timer = setInterval(() => {
    while (calls.length < ((performance.now() - from) / 1000) * CALLS_PER_SECOND)
      calls.push(httpGet(served, '/v1/agents', agent));
  }, 5);
  const delays = await delaysUntil(client, () => performance.now() - from > LOAD_MS);
  clearInterval(timer);
  const failed = (await Promise.all(calls)).filter((status) => status !== 200).length;
  const seconds = (performance.now() - from) / 1000;
  agent.destroy();
  port.close();
  if (failed > 0) throw new Error(`${failed} calls failed`);
  const delayed = (part: number, target?: string): BenchRow => ({
    work: `call of a window beside ${CALLS_PER_SECOND} API calls/s, p${part * 100}`,
    value: percentile(delays, part),
    unit: 'ms',
    peer: { name: 'alone', value: percentile(alone, part) },
    ...(target ? { target } : {}),
  });
  return [
    { work: 'API calls answered', value: calls.length / seconds, unit: '/s', target: '>= 200' },
    delayed(0.5),
    delayed(0.95, '<= 50 ms'),
  ];
}

/** Measures the command line and the API against the Docker command line, on the engine of DOCKER_HOST. */
export async function runCliBench(): Promise<BenchResult> {
  const scope = new Scope();
  const folder = () => {
    const path = mkdtempSync(join(tmpdir(), 'bulkhead-bench-'));
    scope.add(() => rmSync(path, { recursive: true }));
    return path;
  };
  try {
    const place = await serveAgent(scope, folder(), folder());
    const rows: BenchRow[] = [];
    // The memory is measured first, before other work has grown it.
    rows.push(...(await streamRows(socketOf(place.served), probeOf(place.served))));
    for (const measure of [execRows, loadRows, async (each: Place) => [await logsRow(each)]])
      rows.push(...(await measure(place)));
    return {
      subject: 'cli',
      method: `${ROUNDS} commands each in turns with docker (logs: ${LOG_ROUNDS}), median of the ratios; without NODE_EXTRA_CA_CERTS`,
      rows,
    };
  } finally {
    await scope.dispose();
  }
}

/** Starts `bulkhead serve` and creates an agent with a long log. */
async function serveAgent(scope: Scope, served: string, unserved: string): Promise<Place> {
  const serve = spawn(process.execPath, ['--require', PROBE, PROGRAM, 'serve'], {
    env: { ...ENVIRONMENT, BULKHEAD_DATA: served, BULKHEAD_BENCH_PROBE: probeOf(served) },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  scope.add(async () => {
    serve.kill();
    await once(serve, 'exit');
  });
  await once(serve.stdout, 'data');
  const write = `seq 1 ${LOG_LINES} | sed "s/$/ ${FILLER}/"; touch /tmp/done; exec sleep 3600`;
  const image = ['--image', 'busybox:stable', '--egress', 'off'];
  await millisecondsOf(PROGRAM, ['create', '--name', NAME, ...image, '--', 'sh', '-c', write], served);
  scope.add(async () => void (await millisecondsOf(PROGRAM, ['rm', '-f', '--workspace', NAME], served)));
  const waitForLog = 'until [ -e /tmp/done ]; do sleep 0.1; done';
  await millisecondsOf('docker', ['exec', `bulkhead-${NAME}`, 'sh', '-c', waitForLog], served);
  return { served, unserved };
}
