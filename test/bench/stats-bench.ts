import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import { StatsService } from '../../electron/engine/stats/stats-service.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { openDirectory, removeLabelled, startAgentContainer } from '../harness/agents/agent-containers.ts';
import type { BenchResult, BenchRow } from './bench-row.ts';

const AGENTS = 100;
const VISIBLE = 20;
/** Before each measurement, so that what begins does not count. */
const WARM_UP_MS = 6_000;
const MEASURE_MS = 20_000;
/** Linux counts a process's CPU time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** Watches 100 idle agents in several ways; CPU of the engine (daemon, containerd, shims) and of the watcher. */
export async function runStatsBench(dockerHost: string): Promise<BenchResult> {
  const engine = createDockerEngine({ url: dockerHost, source: 'DOCKER_HOST', label: 'bench' });
  const folder = dirname(dockerHost.replace('unix://', ''));
  const scope = new Scope();
  try {
    for (let started = 0; started < AGENTS; started += 4) {
      await Promise.all(Array.from({ length: 4 }, () => startAgentContainer(engine)));
    }
    const { connection, directory } = await openDirectory(scope, dockerHost);
    const stats = new StatsService({
      engine: () => connection.engine(),
      directory,
      clock: systemClock,
      logger: silentLogger,
    });
    scope.add(() => stats.dispose());
    const idle = await cpuPercent(folder);
    const watching = async (focused: number, listed: number) => {
      const ids = directory.list().agents.map(({ id }) => id);
      const stop = stats.watch(
        { focused: ids.slice(0, focused), listed: ids.slice(0, listed) },
        () => undefined,
      );
      const used = await cpuPercent(folder);
      stop();
      return Math.max(0, used - idle);
    };
    const docker = Math.max(0, (await dockerStats(folder, dockerHost)) - idle);
    const row = (work: string, percent: number, target: string): BenchRow => ({
      work,
      value: percent,
      unit: '% of a core',
      peer: { name: 'docker stats', value: docker },
      ratio: percent / docker,
      target,
    });
    return {
      subject: 'stats',
      method:
        `${AGENTS} idle agents; CPU of engine and watcher over ${MEASURE_MS / 1000} s, ` +
        `less the ${idle.toFixed(1)} % that the engine and the event stream take anyway`,
      rows: [
        row(`1 focused, ${VISIBLE} listed`, await watching(1, VISIBLE), '<= 0.5'),
        row(`1 focused, ${AGENTS} listed`, await watching(1, AGENTS), '<= 0.5'),
        row('window hidden', await watching(0, 0), '<= 0.1'),
      ],
    };
  } finally {
    await scope.dispose();
    await removeLabelled(engine);
    engine.close();
  }
}

async function dockerStats(folder: string, dockerHost: string): Promise<number> {
  const client: ChildProcess = spawn('docker', ['stats', '--format', '{{.Name}}'], {
    env: { ...process.env, DOCKER_HOST: dockerHost },
    stdio: 'ignore',
  });
  try {
    return await cpuPercent(folder, client.pid);
  } finally {
    client.kill();
  }
}

/** CPU in percent of one core over the measurement: the engine's processes, this one, and the client's. */
async function cpuPercent(folder: string, clientPid?: number): Promise<number> {
  await pause(WARM_UP_MS);
  const count = () =>
    engineSeconds(folder) + ownSeconds() + (clientPid === undefined ? 0 : secondsOf(clientPid));
  const [before, startedAt] = [count(), performance.now()];
  await pause(MEASURE_MS);
  return ((count() - before) / ((performance.now() - startedAt) / 1000)) * 100;
}

function ownSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** All of a private engine's processes name its folder on their command line: daemon, containerd and shims. */
function engineSeconds(folder: string): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.reduce((sum, pid) => (commandOf(pid).includes(`${folder}/`) ? sum + secondsOf(pid) : sum), 0);
}

/** Empty when the process has ended meanwhile. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** CPU time so far (proc(5), fields 14 and 15 of stat); 0 when the process has ended meanwhile. */
function secondsOf(pid: string | number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}
