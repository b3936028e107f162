import { beforeEach, expect, it } from 'vitest';
import type { Agent } from '../../../contract/agent.ts';
import { hostFolder } from '../../../contract/agent-spec.ts';
import { AppFailure } from '../../../contract/error.ts';
import { Emitter } from '../../../lib/emitter.ts';
import { silentLogger } from '../../../lib/logger.ts';
import { ManualClock } from '../../../lib/manual-clock.ts';
import type { DirectoryChange } from '../../directory/directory.ts';
import { MaskWatch } from './mask-watch.ts';

let changes: Emitter<DirectoryChange>;
let log: string[];
let problem: Error | undefined;
let watch: MaskWatch;
let known: Agent[];
let stopFails: boolean;
let clock: ManualClock;
beforeEach(() => {
  changes = new Emitter();
  log = [];
  problem = undefined;
  known = [];
  stopFails = false;
  clock = new ManualClock();
  watch = new MaskWatch({
    directory: {
      list: () => ({ sequence: 1, agents: known }),
      onChange: (listener) => changes.on(listener),
    },
    clock,
    logger: silentLogger,
    activity: { add: ({ kind, text }) => log.push(`${kind} ${text}`) },
    check: async ({ id }) => {
      log.push(`check ${id}`);
      if (problem) throw problem;
    },
    stop: async ({ id }) => {
      if (stopFails) throw new Error('no answer');
      log.push(`stop ${id}`);
    },
    release: async ({ path }) => void log.push(`release ${path}`),
  });
});

const workspace = hostFolder('/p', { masks: ['.env'] });
const agent = (change: object = {}) =>
  ({
    ...{ id: 'a', name: 'otter', containerId: 'c', status: 'running', startedAt: 1, spec: { workspace } },
    ...change,
  }) as unknown as Agent;
async function later(): Promise<void> {
  clock.advance(10_000);
  await new Promise((resolve) => setImmediate(resolve));
}

async function tell(upserted: Agent[], removed: string[] = []): Promise<void> {
  known = upserted;
  changes.emit({ sequence: 1, upserted, removed });
  await new Promise((resolve) => setImmediate(resolve));
}

it('looks at each start once, whoever started it', async () => {
  await tell([agent({ status: 'stopped' })]);
  await tell([agent()]);
  await tell([agent({ troubles: [] })]);
  await tell([agent({ startedAt: 2 })]);
  await tell([agent({ id: 'b', spec: { workspace: hostFolder('/q', { masks: [] }) } })]);
  expect(log).toEqual(['check a', 'check a']);
});

it('stops an agent whose masks do not cover what they are to cover, and says why', async () => {
  problem = new AppFailure({ type: 'workspace-refused', field: 'workspace.masks', message: 'Moved.' });
  await tell([agent()]);
  expect(log).toEqual(['check a', 'stop a', 'unmasked Stopped: Moved.']);
});

it('does not stop one because the look failed, and looks again', async () => {
  problem = new AppFailure({ type: 'engine-unreachable', message: 'Gone.' });
  await tell([agent()]);
  expect(log).toEqual(['check a']);
  problem = new AppFailure({ type: 'workspace-refused', field: 'workspace.masks', message: 'Moved.' });
  await later();
  expect(log).toEqual(['check a', 'check a', 'stop a', 'unmasked Stopped: Moved.']);
  await later();
  expect(log).toHaveLength(4);
});

it('stops one as soon as that works', async () => {
  problem = new AppFailure({ type: 'workspace-refused', field: 'workspace.masks', message: 'Moved.' });
  stopFails = true;
  await tell([agent()]);
  expect(log).toEqual(['check a']);
  stopFails = false;
  await later();
  expect(log).toEqual(['check a', 'check a', 'stop a', 'unmasked Stopped: Moved.']);
});

it('gives back to git what was kept from it, with the last agent of the folder', async () => {
  await tell([agent(), agent({ id: 'b' })]);
  await tell([], ['a']);
  expect(log).not.toContain('release /p');
  await tell([], ['b']);
  expect(log).toContain('release /p');
  await watch.dispose();
});
