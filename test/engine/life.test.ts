import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { type AgentLife, MANUAL_LIFE } from '../../electron/contract/agent-life.ts';
import { agentSpecSchema } from '../../electron/contract/agent-spec.ts';
import type { Budget } from '../../electron/contract/preferences.ts';
import { ActivityLog } from '../../electron/engine/activity/activity-log.ts';
import { followAgents } from '../../electron/engine/activity/follow-agents.ts';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import { createLife } from '../../electron/engine/life/create.ts';
import { Admission } from '../../electron/engine/lifecycle/admission.ts';
import { AgentLifecycle } from '../../electron/engine/lifecycle/lifecycle.ts';
import { AGENT_LABEL } from '../../electron/engine/objects/labels.ts';
import { specForLabel } from '../../electron/engine/objects/spec-label.ts';
import { AgentRemoval } from '../../electron/engine/removal/removal.ts';
import { StatsService } from '../../electron/engine/stats/stats-service.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { Emitter } from '../../electron/lib/emitter.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { ManualClock } from '../../electron/lib/manual-clock.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  createAgentContainer,
  openDirectory,
  removeLabelled,
  startAgentContainer,
  untilDirectory,
} from '../harness/agents/agent-containers.ts';
import { testShownSettings } from '../harness/agents/shown-settings.ts';
import { BUSYBOX, testEndpoint } from '../harness/engine/docker-endpoint.ts';

const MIB = 1024 * 1024;
const engine = createDockerEngine(testEndpoint());
afterAll(() => engine.close());

let scope: Scope;
beforeEach(() => {
  scope = new Scope();
  scope.add(() => removeLabelled(engine));
});
afterEach(() => scope.dispose());

const labelWith = (life: Partial<AgentLife>) =>
  specForLabel(
    agentSpecSchema.parse({
      version: 1,
      name: 'x',
      type: 'shell',
      image: BUSYBOX,
      resources: { memoryBytes: 64 * MIB, cpus: 1, pids: 32 },
      isolation: {},
      egress: { mode: 'off' },
      life: { ...MANUAL_LIFE, ...life },
    }),
  );

async function openLife(change: { launched?: boolean; budget?: Budget } = {}) {
  const { connection, operations, directory, activityOf } = await openDirectory(scope);
  const clock = new ManualClock();
  clock.advance(Date.now());
  const activity = new ActivityLog(clock);
  const admission = new Admission({
    directory,
    preferences: { current: { budget: change.budget ?? { memoryBytes: null, cpus: null } } },
  });
  const lifecycle = new AgentLifecycle({
    engine: () => engine,
    directory,
    activityOf,
    admit: ({ id, limits }) => admission.claim(id, limits),
  });
  const stats = new StatsService({
    engine: () => engine,
    directory,
    clock: systemClock,
    logger: silentLogger,
  });
  scope.add(() => stats.dispose());
  const egress = { detach: () => Promise.resolve() };
  const removal = new AgentRemoval({
    engine: () => engine,
    egress,
    groups: { prune: async () => undefined },
    shownSettings: testShownSettings(scope),
    directory,
    operations,
  });
  const isBusy = (agentId: string) => activityOf(agentId) !== undefined;
  const isActing = (agentId: string) => isBusy(agentId) || lifecycle.isActing(agentId);
  scope.add(followAgents({ directory, activity, isActing }).dispose);
  const life = createLife({
    connection,
    directory,
    lifecycle,
    removal,
    stats,
    activity,
    isBusy,
    active: new Emitter(),
    launched: change.launched ?? false,
    clock,
    logger: silentLogger,
  });
  scope.add(() => life.dispose());
  return {
    directory,
    activity,
    clock,
    life,
    lifecycle,
    kinds: () => activity.list().map(({ kind }) => kind),
  };
}

const signal = () => AbortSignal.timeout(120_000);

/** Moves the clock on until it has happened, at most to `limitMs`; what it waits for takes real time on the engine. */
async function advanceUntil(clock: ManualClock, condition: () => boolean, limitMs: number): Promise<void> {
  while (!condition()) {
    if (clock.now() < limitMs) clock.advance(1_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

it('removes a throw-away agent with its volumes when it ends, but not for a restart', async () => {
  const { id } = await createAgentContainer(engine, { specLabel: labelWith({ removeWhenStopped: true }) });
  await engine.createVolume({
    Name: `bulkhead-${id}-home`,
    Labels: { [AGENT_LABEL]: id, 'dev.bulkhead.role': 'home' },
  });
  const { directory, clock, lifecycle, kinds } = await openLife();
  await untilDirectory(directory, () => directory.list().agents.length === 1);
  await lifecycle.act(id, 'start', signal());
  await lifecycle.act(id, 'restart', signal());
  clock.advance(10_000);
  expect(directory.get(id).status).toBe('running');
  await engine.killContainer(directory.get(id).containerId, 'SIGKILL');
  await untilDirectory(directory, () => directory.get(id).status !== 'running');
  clock.advance(3_000);
  await untilDirectory(directory, () => directory.list().agents.length === 0);
  expect(kinds()).toContain('removed');
  await expect.poll(() => engine.listVolumes({ label: [`${AGENT_LABEL}=${id}`] })).toEqual([]);
});

it('stops an agent that idles for as long as it may', async () => {
  const idle = await startAgentContainer(engine, { specLabel: labelWith({ idleStopMinutes: 1 }) });
  const { directory, clock, kinds, activity } = await openLife();
  const openedAt = clock.now();
  await untilDirectory(directory, () => directory.list().agents.length === 1);
  await advanceUntil(clock, () => kinds().includes('idle-stopped'), openedAt + 200_000);
  expect(clock.now() - openedAt).toBeGreaterThanOrEqual(60_000);
  expect(directory.get(idle.id).status).toBe('stopped');
  // The same event is reported once.
  expect(activity.list()).toMatchObject([
    { agentId: idle.id, kind: 'idle-stopped', text: 'Stopped after 1 minute without output or CPU.' },
  ]);
});

it('starts agents with the app within the budget, and says which did not fit', async () => {
  const specLabel = labelWith({ startOnLaunch: true });
  const agents = [
    await createAgentContainer(engine, { specLabel }),
    await createAgentContainer(engine, { specLabel }),
  ];
  const bystander = await createAgentContainer(engine);
  const { directory, activity, kinds } = await openLife({
    launched: true,
    budget: { memoryBytes: 100 * MIB, cpus: null },
  });
  await expect.poll(() => kinds().sort()).toEqual(['not-started', 'started']);
  expect(agents.map(({ id }) => directory.get(id).status).sort()).toEqual(['running', 'stopped']);
  expect(directory.get(bystander.id).status).toBe('stopped');
  const refused = activity.list().find(({ kind }) => kind === 'not-started');
  expect(refused?.text).toContain('of your budget of 100 MiB');
  expect(refused?.action).toMatchObject({ kind: 'open-settings' });
});

it('wakes an agent for a console only where that is wished, and remembers a changed life on the engine', async () => {
  const { id } = await createAgentContainer(engine);
  const { directory, life } = await openLife();
  await untilDirectory(directory, () => directory.list().agents.length === 1);
  await life.wake(id, signal());
  expect(directory.get(id).status).toBe('stopped');
  const settings = { ...MANUAL_LIFE, startOnConsole: true };
  await life.calls['life.set']({ agentId: id, life: settings }, signal());
  await life.wake(id, signal());
  expect(directory.get(id).status).toBe('running');
  const reopened = await openLife();
  await untilDirectory(reopened.directory, () => reopened.directory.list().agents.length === 1);
  expect(await reopened.life.calls['life.list']({}, signal())).toEqual({ [id]: settings });
});

it('writes down what happens to agents behind the app’s back, and not what the app does', async () => {
  const agent = await startAgentContainer(engine, { command: ['sh', '-c', 'sleep 300 & wait'] });
  const { directory, activity, lifecycle } = await openLife();
  await untilDirectory(directory, () => directory.list().agents.length === 1);
  await lifecycle.act(agent.id, 'stop', signal());
  await lifecycle.act(agent.id, 'start', signal());
  expect(activity.list()).toEqual([]);
  await engine.killContainer(agent.containerId, 'SIGKILL');
  await expect
    .poll(() => activity.list().map(({ text }) => text))
    .toEqual([expect.stringMatching(/^(Ended|Failed): /)]);
});
