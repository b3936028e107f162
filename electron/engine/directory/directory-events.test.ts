import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ownAgents } from '../../contract/agent.ts';
import { ManualClock } from '../../lib/manual-clock.ts';
import { engineEvent } from '../docker/answers.ts';
import type { EngineEvent } from '../docker/api.ts';
import type { EngineConnection } from '../docker/connection.ts';
import type { Engine } from '../docker/engine.ts';
import { readAnswer } from '../docker/read-answer.ts';
import { AGENT_LABEL, ROLE_LABEL } from '../objects/labels.ts';
import { hardenedInspect } from '../posture/inspect.fixture.ts';
import { LiveDirectory } from './directory-live.ts';

const folder = join(import.meta.dirname, '../docker/recorded');
const recorded = readdirSync(folder).flatMap((file) => {
  const { running } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
    running: { events: object[] };
  };
  return running.events.map((event) => readAnswer(engineEvent, event));
});

const ID = 'abcdef0123456789';
const container = hardenedInspect();
const inspect = {
  ...container,
  Id: ID,
  Config: { ...container.Config, Labels: { [AGENT_LABEL]: 'a', [ROLE_LABEL]: 'agent' } },
};

/** A directory of one agent, whose engine sends these events. */
async function directoryAfter(events: readonly EngineEvent[]) {
  const clock = new ManualClock();
  const inspected: string[] = [];
  const problems: string[] = [];
  let lists = 0;
  const engine = {
    events: async () =>
      (async function* () {
        yield* events;
        await new Promise(() => undefined);
      })(),
    listContainers: async () => {
      lists += 1;
      return [{ Id: ID }];
    },
    inspectContainer: async (id: string) => {
      inspected.push(id);
      return { ...inspect, Id: id };
    },
  } as unknown as Engine;
  const connection = {
    state: { status: 'connected' },
    engine: () => engine,
    onChange: () => () => undefined,
  } as unknown as EngineConnection;
  const note = (text: string) => void problems.push(text);
  const logger = { debug: note, info: note, warn: note, error: note, child: () => logger };
  const signIns = new Set<string>();
  const directory = new LiveDirectory({
    connection,
    clock,
    logger,
    activityOf: () => undefined,
    isForSignIn: (agentId) => signIns.has(agentId),
  });
  for (let turn = 0; turn < 4; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(5_000);
  }
  await new Promise((resolve) => setImmediate(resolve));
  const agents = () => directory.list().agents.map(({ id }) => id);
  return { directory, signIns, agents: agents(), inspected, lists: () => lists, problems };
}

const odd = fc.constantFrom<unknown>(
  '',
  '..',
  'x/y',
  'f'.repeat(100_000),
  '*',
  'constructor',
  '__proto__',
  ID,
);
const events = fc.array(
  fc
    .tuple(fc.constantFrom(...recorded), fc.option(odd), fc.constantFrom(0, -1, 1e300))
    .map(
      ([event, id, timeNano]) =>
        ({ ...event, timeNano, Actor: { ...event.Actor, ID: id ?? event.Actor.ID } }) as EngineEvent,
    ),
  { maxLength: 20 },
);

it('keeps its agents whatever events an engine sends, and asks only for what can be a container', async () => {
  await fc.assert(
    fc.asyncProperty(events, async (sent) => {
      const { agents, inspected, problems } = await directoryAfter(
        sent.filter(({ Actor, Action }) => Actor.ID !== ID || !['destroy', 'remove'].includes(Action)),
      );
      expect(agents).toEqual(['a']);
      expect(problems).toEqual([]);
      for (const id of inspected) expect(id).toMatch(/^[0-9a-f]{12,64}$/);
    }),
    { numRuns: 50 },
  );
});

it('reads everything again after events that name no container', async () => {
  const [event] = recorded;
  if (!event) throw new Error('nothing was recorded');
  const nameless = { ...event, Action: 'die', Actor: { ID: '', Attributes: {} } };
  const { lists } = await directoryAfter([nameless, nameless, nameless]);
  expect(lists()).toBe(2);
});

it('lists no agent of an engine that was deleted', async () => {
  const { directory, agents } = await directoryAfter([]);
  expect(agents).toEqual(['a']);
  const removed: string[] = [];
  directory.onChange((change) => removed.push(...change.removed));
  directory.forgetAll();
  expect([removed, directory.list().agents]).toEqual([['a'], []]);
});

it('lists the sandbox of a sign-in as what it is, and as an agent once its sign-in has ended', async () => {
  const { directory, signIns } = await directoryAfter([]);
  const own = () => ownAgents(directory.list().agents).map(({ id }) => id);
  signIns.add('a');
  directory.activityChanged('a');
  expect([directory.get('a').forSignIn, own()]).toEqual([true, []]);
  signIns.delete('a');
  directory.activityChanged('a');
  expect([directory.get('a').forSignIn, own()]).toEqual([undefined, ['a']]);
});
