import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import type { Sample } from '../../electron/contract/stats.ts';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import { StatsService } from '../../electron/engine/stats/stats-service.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  type AgentContainer,
  openDirectory,
  removeLabelled,
  startAgentContainer,
  untilDirectory,
} from '../harness/agents/agent-containers.ts';
import { docker } from '../harness/engine/docker-cli.ts';
import { testEndpoint } from '../harness/engine/docker-endpoint.ts';

const engine = createDockerEngine(testEndpoint());
afterAll(() => engine.close());

let scope: Scope;
let opened: Awaited<ReturnType<typeof openDirectory>>;
let stats: StatsService;
beforeEach(async () => {
  scope = new Scope();
  scope.add(() => removeLabelled(engine));
  opened = await openDirectory(scope);
  stats = new StatsService({
    engine: () => opened.connection.engine(),
    directory: opened.directory,
    clock: systemClock,
    logger: silentLogger,
    onProcessLimit: (agentId) => opened.directory.processLimitReached(agentId),
  });
  scope.add(() => stats.dispose());
});
afterEach(() => scope.dispose());

/** Resolves with the first `count` samples of an agent, and ends the watch. */
function samples(agent: AgentContainer, rate: 'focused' | 'listed', count: number): Promise<Sample[]> {
  return new Promise((resolve) => {
    const received: Sample[] = [];
    const want = { focused: [], listed: [], [rate]: [agent.id] };
    const stop = stats.watch(want, (agentId, sample) => {
      if (agentId !== agent.id) return;
      received.push(sample);
      if (received.length < count) return;
      stop();
      resolve(received);
    });
  });
}

const running = async (agent: AgentContainer) => {
  await untilDirectory(opened.directory, () =>
    opened.directory.list().agents.some(({ id, status }) => id === agent.id && status === 'running'),
  );
  return agent;
};

it('measures a busy loop under a limit of a tenth of a CPU as 10 %', async () => {
  const agent = await running(
    await startAgentContainer(engine, {
      command: ['sh', '-c', 'while :; do :; done'],
      // The load is small, so that a busy machine can provide it.
      host: { NanoCpus: 1e8 },
    }),
  );
  const received = await samples(agent, 'focused', 4);
  const mean = received.slice(1).reduce((sum, { cpuPercent }) => sum + cpuPercent / (received.length - 1), 0);
  expect(mean).toBeGreaterThan(7);
  expect(mean).toBeLessThan(13);
});

it('shows the memory of docker stats', async () => {
  // /dev/shm counts as memory of the container, and keeps its size.
  const hold = 'head -c 12582912 /dev/zero > /dev/shm/x; sleep 300';
  const agent = await running(await startAgentContainer(engine, { command: ['sh', '-c', hold] }));
  const theirs = async () => {
    const text = await docker('stats', '--no-stream', '--format', '{{.MemUsage}}', agent.containerId);
    const [, value = '', unit = ''] = /^([\d.]+)(\w+)/.exec(text) ?? [];
    return Number(value) * { B: 1, KiB: 1024, MiB: 1024 ** 2 }[unit as 'B' | 'KiB' | 'MiB'];
  };
  await expect.poll(theirs, { interval: 500 }).toBeGreaterThan(11 * 1024 ** 2);
  const ours = (await samples(agent, 'focused', 2)).at(-1)?.memoryBytes ?? 0;
  const expected = await theirs();
  expect(Math.abs(ours - expected) / expected).toBeLessThan(0.02);
});

it('streams what is focused and polls what is listed, for as long as somebody watches', async () => {
  const agent = await running(await startAgentContainer(engine));
  const focused = await samples(agent, 'focused', 3);
  const spacing = focused.slice(1).map(({ at }, index) => at - (focused[index]?.at ?? 0));
  await expect.poll(() => stats.readers).toBe(0);
  const [first, second] = await samples(agent, 'listed', 2);
  const polled = (second?.at ?? 0) - (first?.at ?? 0);
  expect(polled).toBeGreaterThan(4_000);
  expect(Math.min(...spacing)).toBeLessThan(polled);
  await expect.poll(() => stats.readers).toBe(0);
  expect(stats.history(agent.id, 1).length).toBeGreaterThanOrEqual(5);
});

it('keeps the history of a stopped agent, goes on after a restart, and forgets a removed one', async () => {
  const agent = await running(await startAgentContainer(engine));
  const stop = stats.watch({ focused: [agent.id], listed: [] }, () => undefined);
  scope.add(stop);
  const length = () => stats.history(agent.id, 5).length;
  await expect.poll(length).toBeGreaterThan(1);
  await engine.stopContainer(agent.containerId, 1);
  await expect.poll(() => stats.readers).toBe(0);
  const lengthBefore = length();
  expect(lengthBefore).toBeGreaterThan(1);
  await engine.startContainer(agent.containerId);
  await expect.poll(length).toBeGreaterThan(lengthBefore);
  for (const sample of stats.history(agent.id, 5)) {
    expect(
      Math.min(sample.cpuPercent, sample.rxBytesPerSecond, sample.readBytesPerSecond),
    ).toBeGreaterThanOrEqual(0);
  }
  await engine.removeContainer(agent.containerId);
  await expect.poll(length).toBe(0);
});

it('reports a process limit that was reached, beside the exit', async () => {
  // The init, the shell and three sleeps are five processes.
  const command = ['sh', '-c', 'sleep 4 & sleep 4 & sleep 4 & wait; exit 4'];
  const agent = await startAgentContainer(engine, { command, host: { PidsLimit: 5 } });
  scope.add(stats.watch({ focused: [agent.id], listed: [] }, () => undefined));
  const exit = () => opened.directory.list().agents.find(({ id }) => id === agent.id)?.exit;
  await expect.poll(exit).toMatchObject({
    reason: expect.stringMatching(/^Exit code \d+\. Its process limit was reached\.$/),
  });
});
