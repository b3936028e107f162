import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import type { LogsBatch } from '../../electron/contract/logs.ts';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import { LogService } from '../../electron/engine/logs/log-service.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { AGENT_ID, OneAgent } from '../harness/agents/stream-fixture.ts';

export const dockerHost = () => process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock';
export const openEngine = () =>
  createDockerEngine({ url: dockerHost(), source: 'DOCKER_HOST', label: 'bench' });
export const secondsSince = (from: number) => (performance.now() - from) / 1000;

export async function withAgent<T>(cmd: string[], work: (agent: OneAgent) => Promise<T>): Promise<T> {
  const agent = new OneAgent(openEngine(), openEngine);
  try {
    await agent.create({ Cmd: cmd });
    await agent.start();
    return await work(agent);
  } finally {
    await agent.dispose();
  }
}

/** Seconds until a docker command has written all its output; `onOutput` may end it earlier. */
export async function dockerSeconds(
  args: string[],
  isEnough: (text: string) => boolean = () => false,
): Promise<number> {
  const from = performance.now();
  const child = spawn('docker', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let tail = '';
  child.stdout.on('data', (chunk: Buffer) => {
    tail = (tail + chunk.subarray(-200).toString('latin1')).slice(-400);
    if (isEnough(tail)) child.kill();
  });
  await once(child, 'close');
  return secondsSince(from);
}

export function serviceFor(agent: OneAgent): LogService {
  return new LogService({
    engine: () => agent.engine,
    directory: agent,
    clock: systemClock,
    logger: silentLogger,
  });
}

/** Seconds from opening the stream to the batch that holds the marker; batches go nowhere, as to a fast window. */
export async function followSeconds(
  agent: OneAgent,
  isEnough: (batch: LogsBatch) => boolean,
): Promise<number> {
  const service = serviceFor(agent);
  const controller = new AbortController();
  const from = performance.now();
  let seconds = 0;
  await service.follow(
    { agentId: AGENT_ID, tail: 100_000, follow: true },
    {
      signal: controller.signal,
      full: false,
      push: (batch) => {
        if (seconds > 0 || !isEnough(batch)) return;
        seconds = secondsSince(from);
        controller.abort();
      },
      ready: () => Promise.resolve(),
      onInput: () => undefined,
    },
  );
  service.dispose();
  return seconds;
}
