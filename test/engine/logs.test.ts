import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogLine, LogsBatch } from '../../electron/contract/logs.ts';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import { SaveTokens } from '../../electron/engine/files/save-tokens.ts';
import { createLogs } from '../../electron/engine/logs/create.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { AGENT_ID, connectWindow, eventually, OneAgent } from '../harness/agents/stream-fixture.ts';
import { testEngine } from '../harness/engine/engine.ts';
import { Doorway } from '../harness/engine/engine-doorway.ts';

const places = new SaveTokens(systemClock);
let agent: OneAgent;
let logs: ReturnType<typeof createLogs>;
let window: ReturnType<typeof connectWindow>;

beforeEach(() => {
  agent = new OneAgent();
  logs = createLogs({
    engine: () => agent.engine,
    directory: agent,
    clock: systemClock,
    logger: silentLogger,
    saveTokens: places,
  });
  window = connectWindow(logs.streams);
});

afterEach(async () => {
  window.close();
  logs.dispose();
  await agent.dispose();
});

function follow(tail = 100_000) {
  const batches: LogsBatch[] = [];
  const lines: LogLine[] = [];
  const handle = window.client.open(
    'logs.follow',
    { agentId: AGENT_ID, tail },
    {
      onItem: (batch) => {
        batches.push(batch);
        lines.push(...batch.lines);
      },
    },
  );
  // Closing the window ends the streams that a test leaves open.
  handle.done.catch(() => undefined);
  const texts = (source: LogLine['source'] = 'stdout') =>
    lines.filter((line) => line.source === source).map(({ text }) => text);
  return { batches, lines, texts, handle };
}

/** Where the count in "line 1", "line 2"… does not go on, apart from lines that the batch says it left out. */
function breaksOf(batches: readonly LogsBatch[]) {
  let expected: number | undefined;
  return batches.flatMap(({ lines, leftOut }, at) => {
    if (expected !== undefined) expected += leftOut;
    return lines.flatMap(({ source, text }) => {
      if (source === 'note') {
        expected = undefined;
        return [];
      }
      const value = Number(text.slice(5));
      const mismatches = expected === undefined || value === expected ? [] : [{ at, expected, value }];
      expected = value + 1;
      return mismatches;
    });
  });
}

/** Lets the agent under test be reached through a socket that the test can break. */
async function engineBehindDoorway(): Promise<Doorway> {
  const doorway = new Doorway(join(tmpdir(), `bulkhead-logs-${process.pid}.sock`), testEngine().dockerHost);
  await doorway.open();
  await agent.dispose();
  agent = new OneAgent(
    createDockerEngine({ url: `unix://${doorway.path}`, source: 'DOCKER_HOST', label: 'test' }),
  );
  logs = createLogs({
    engine: () => agent.engine,
    directory: agent,
    clock: systemClock,
    logger: silentLogger,
    saveTokens: places,
  });
  window = connectWindow(logs.streams);
  return doorway;
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}`);

/** Some thousand lines a second, in bursts. */
const steadily = 'i=1; while :; do seq $i $((i+99)) | sed "s/^/line /"; i=$((i+100)); sleep 0.01; done';
const forever = 'i=0; while :; do i=$((i+1)); echo "line $i"; done';

/** Waits for the file /go, so that a test decides when the second part is written. */
const writeInTwoParts =
  'lines() { seq $1 $2 | sed "s/^/line /"; }; lines 1 1000; until [ -e /tmp/go ]; do sleep 0.02; done; lines 1001 2000; sleep 60';

async function run(command: string): Promise<void> {
  const id = await agent.engine.createExec(agent.containerId, { Cmd: ['sh', '-c', command] });
  const stream = await agent.engine.startExec(id, { tty: false, stdin: false });
  await new Promise((resolve) => stream.resume().once('close', resolve));
}

describe('logs.follow', () => {
  it('joins history and live output of a container that always writes, without loss or doubling', async () => {
    await agent.create({ Cmd: ['sh', '-c', steadily] });
    await agent.start();
    for (let round = 0; round < 8; round += 1) {
      const seen = follow(500);
      await eventually('live lines', () => seen.batches.filter(({ phase }) => phase === 'live').length > 5);
      seen.handle.close();
      await seen.handle.done;
      logs.dispose();
      expect(breaksOf(seen.batches)).toEqual([]);
      expect(seen.texts('note')).toEqual([]);
    }
  });

  it('says where lines are left out when the agent writes faster than the engine can read', async () => {
    await agent.create({ Cmd: ['sh', '-c', forever] });
    await agent.start();
    const seen = follow(500);
    await eventually('live lines', () => seen.batches.filter(({ phase }) => phase === 'live').length > 5);
    // The count of lines that both the ring and the window dropped cannot be exact. No other line may be missing.
    const unexplained = breaksOf(seen.batches).filter(({ at }) => seen.batches[at]?.leftOut === 0);
    expect(unexplained).toEqual([]);
  });

  it('shows history, then what comes, numbered without a gap', async () => {
    await agent.create({ Cmd: ['sh', '-c', writeInTwoParts] });
    await agent.start();
    const seen = follow();
    await eventually('history', () => seen.texts().length === 1000);
    await run('touch /tmp/go');
    await eventually('live lines', () => seen.texts().length === 2000);
    expect(seen.texts()).toEqual(numbers(1, 2000));
    expect(seen.lines.map(({ n }) => n)).toEqual(Array.from({ length: 2000 }, (_, n) => n));
    expect(seen.lines.every(({ at = 0 }) => Math.abs(Date.now() - at) < 60_000)).toBe(true);
    expect(seen.batches.at(-1)?.phase).toBe('live');
  });

  it('keeps stdout and stderr apart, and characters whole', async () => {
    await agent.create({ Cmd: ['sh', '-c', 'echo "grün 漢字 🚢"; echo warnung >&2; sleep 60'] });
    await agent.start();
    const seen = follow();
    await eventually('both lines', () => seen.lines.length === 2);
    expect(seen.texts('stdout')).toEqual(['grün 漢字 🚢']);
    expect(seen.texts('stderr')).toEqual(['warnung']);
  });

  it('reads the raw output of a container with a terminal', async () => {
    await agent.create({ Tty: true, Cmd: ['sh', '-c', writeInTwoParts] });
    await agent.start();
    const seen = follow();
    await eventually('history', () => seen.texts().length === 1000);
    await run('touch /tmp/go');
    await eventually('live lines', () => seen.texts().length === 2000);
    expect(seen.texts()).toEqual(numbers(1, 2000));
  });

  it('goes on after stop and start, with notes, missing nothing of the new run', async () => {
    await agent.create({ Cmd: ['sh', '-c', 'echo first $$; seq 1 50 | sed "s/^/line /"; sleep 60'] });
    await agent.start();
    const seen = follow();
    // On a busy machine the join of history and live output may say besides that it is not certain.
    const runNotes = () => seen.texts('note').filter((text) => text.startsWith('The agent '));
    await eventually('the first run', () => seen.texts().length === 51);
    for (let restart = 1; restart <= 3; restart += 1) {
      await agent.stop();
      await agent.start();
      await eventually('the next run', () => seen.texts().length === 51 * (restart + 1));
      // An attach that outlives its run brings the lines of the next one before the notes about it.
      await eventually('its notes', () => runNotes().length === 2 * restart);
    }
    const stopNote = expect.stringMatching(/^The agent stopped( \(exit code \d+\))?\.$/);
    expect(runNotes()).toEqual([1, 2, 3].flatMap(() => [stopNote, 'The agent started.']));
    expect(seen.texts().filter((text) => text === 'line 50')).toHaveLength(4);
  });

  it('follows an agent into its new container', async () => {
    await agent.create({ Cmd: ['sh', '-c', 'echo old; sleep 60'] });
    await agent.start();
    const seen = follow();
    await eventually('the old log', () => seen.texts().includes('old'));
    await agent.engine.removeContainer(agent.containerId);
    await agent.create({ Cmd: ['sh', '-c', 'echo new; sleep 60'] });
    await agent.start();
    await eventually('the new log', () => seen.texts().includes('new'));
    expect(seen.texts('note').at(-1)).toBe('The agent was recreated: a new log begins here.');
  });

  it('shows the log of a stopped agent and ends when the agent is removed', async () => {
    await agent.create({ Cmd: ['sh', '-c', 'echo bye; exit 3'] });
    await agent.start();
    await eventually('the exit', async () => {
      await agent.refresh();
      return agent.list().agents[0]?.status === 'stopped';
    });
    const seen = follow();
    await eventually('its history', () => seen.batches.at(-1)?.phase === 'live');
    expect(seen.texts()).toEqual(['bye']);
    await agent.dispose();
    await seen.handle.done;
  });

  it('tells a window that comes late what the ring no longer has, and never blocks the container', async () => {
    await agent.create({ Cmd: ['sh', '-c', 'seq 1 250000 | sed "s/^/line /"; sleep 60'] });
    await agent.start();
    const seen = follow(100_000);
    await eventually('the end of the flood', () => seen.lines.at(-1)?.text === 'line 250000');
    const late = follow(100_000);
    await eventually('the ring', () => late.lines.length >= 100_000);
    expect(late.lines.length).toBe(100_000);
    expect(late.texts().at(-1)).toBe('line 250000');
    const shown = seen.lines.length + seen.batches.reduce((sum, { leftOut }) => sum + leftOut, 0);
    expect(shown).toBe((seen.lines.at(-1)?.n ?? 0) + 1);
  });

  it('goes on without loss or doubling when the connection to the engine breaks', async () => {
    const doorway = await engineBehindDoorway();
    try {
      await agent.create({
        Cmd: ['sh', '-c', 'i=0; while :; do i=$((i+1)); echo "line $i"; sleep 0.01; done'],
      });
      await agent.start();
      const seen = follow();
      for (let round = 1; round <= 3; round += 1) {
        const before = seen.texts().length;
        await eventually('live lines', () => seen.texts().length > before + 20);
        doorway.cut();
        await eventually('the loss', () => seen.texts('note').length === 2 * round - 1);
        await eventually('the connection', () => seen.texts('note').length === 2 * round);
      }
      const before = seen.texts().length;
      await eventually('live lines again', () => seen.texts().length > before + 20);
      expect(seen.texts()).toEqual(numbers(1, seen.texts().length));
      expect(seen.texts('note').slice(0, 2)).toEqual([
        'The connection to the engine was lost.',
        'Connected to the engine again.',
      ]);
    } finally {
      await doorway.shut();
    }
  });

  it('waits for an engine that is away, and reads on when it is back', async () => {
    const doorway = await engineBehindDoorway();
    try {
      await agent.create({
        Cmd: ['sh', '-c', 'i=0; while :; do i=$((i+1)); echo "line $i"; sleep 0.05; done'],
      });
      await agent.start();
      const seen = follow();
      await eventually('live lines', () => seen.texts().length > 5);
      await doorway.shut();
      await eventually('the loss', () => seen.texts('note').length === 1);
      await doorway.open();
      const before = seen.texts().length;
      await eventually('live lines again', () => seen.texts().length > before + 20);
      expect(seen.texts()).toEqual(numbers(1, seen.texts().length));
    } finally {
      await doorway.shut();
    }
  });

  it('refuses an unknown agent', async () => {
    await expect(follow().handle.done).rejects.toMatchObject({ error: { type: 'not-found' } });
  });
});
