import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConsoles } from '../../electron/engine/console/create.ts';
import { endLeftBehind, findLeftBehind, markEntry } from '../../electron/engine/console/left-behind.ts';
import type { RunMark } from '../../electron/engine/objects/run-mark.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { AGENT_ID, connectWindow, eventually, OneAgent } from '../harness/agents/stream-fixture.ts';

let agent: OneAgent;
const mark = { installation: 'test', run: 'now' };

beforeEach(() => {
  agent = new OneAgent();
});

afterEach(async () => {
  await agent.dispose();
});

async function running(): Promise<void> {
  await agent.create({ Cmd: ['sleep', '600'] });
  await agent.start();
}

async function processes(): Promise<string[]> {
  const { Titles, Processes } = await agent.engine.top(agent.containerId);
  return Processes.map((row) => row[Titles.indexOf('CMD')] ?? '');
}

describe('programs of consoles of an app that was killed', () => {
  /** What is left when the app's process ends: an exec whose connection is gone, and nobody who hangs it up. */
  async function abandon(theirs: RunMark): Promise<void> {
    const execId = await agent.engine.createExec(agent.containerId, {
      Cmd: ['sh', '-c', 'trap "" HUP; sleep 500 & while :; do sleep 1; done'],
      Env: [markEntry(theirs)],
      Tty: true,
      AttachStdin: true,
      AttachStdout: true,
    });
    const stream = await agent.engine.startExec(execId, { tty: true, stdin: true });
    await eventually('the program', async () =>
      (await findLeftBehind(agent.engine, agent.containerId, { ...theirs, run: 'now' })).some(
        ({ command }) => command === 'sleep 500',
      ),
    );
    stream.destroy();
  }

  it('are found, and those of this run or of another app are not', async () => {
    await running();
    await abandon({ installation: 'test', run: 'earlier' });
    await abandon({ installation: 'other', run: 'earlier' });
    const consoles = createConsoles({
      engine: () => agent.engine,
      directory: agent,
      mark,
      clock: systemClock,
      logger: silentLogger,
    });
    const window = connectWindow(consoles.streams);
    let bytes = 0;
    const handle = window.client.open(
      'console.open',
      { agentId: AGENT_ID, columns: 80, rows: 24 },
      {
        onItem: (item) => {
          bytes += item.length;
        },
      },
    );
    await eventually('the console', () => bytes > 0);
    const programs = await findLeftBehind(agent.engine, agent.containerId, mark);
    expect(programs.map(({ command }) => command)).toEqual(
      expect.arrayContaining([expect.stringContaining('trap'), 'sleep 500']),
    );
    expect(programs.every(({ command }) => /trap|sleep/.test(command))).toBe(true);
    expect(
      await findLeftBehind(agent.engine, agent.containerId, { installation: 'third', run: 'now' }),
    ).toEqual([]);
    handle.close();
    await handle.done;
    window.close();
  });

  it('are ended, also when they do not mind being hung up', async () => {
    await running();
    await abandon({ installation: 'test', run: 'earlier' });
    await endLeftBehind(agent.engine, agent.containerId, mark);
    await eventually(
      'none left',
      async () => (await findLeftBehind(agent.engine, agent.containerId, mark)).length === 0,
    );
    await eventually('no process left', async () => (await processes()).length === 2);
  });
});
