import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { createConsoles } from '../../electron/engine/console/create.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { AGENT_ID, connectWindow, eventually, type OneAgent } from '../harness/agents/stream-fixture.ts';
import { type BenchResult, type BenchRow, median } from './bench-row.ts';
import { dockerSeconds, followSeconds, secondsSince, withAgent } from './streams-bench-agent.ts';

const ROUNDS = 3;
const REPLAY_LINES = 300_000;
const LIVE_LINES = 400_000;
const CONSOLE_BYTES = 30_000_000;
const ECHOES = 300;
/** 99 characters and the line end. */
const FILLER = 'x'.repeat(90);

/** Stored lines: `docker logs --tail` against the same tail into the ring and out of it. */
async function replay(): Promise<BenchRow> {
  const write = `i=0; seq 1 ${REPLAY_LINES} | sed "s/$/ ${FILLER}/"; echo END; sleep 600`;
  return await withAgent(['sh', '-c', write], async (agent) => {
    await eventually('the log', async () => (await lastLine(agent)) === 'END', 60_000);
    const mine: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      theirs.push(100_000 / (await dockerSeconds(['logs', '--tail', '100000', agent.containerId])));
      mine.push(
        100_000 / (await followSeconds(agent, ({ lines }) => lines.some(({ text }) => text === 'END'))),
      );
    }
    return row('log replay to the ring', mine, theirs, 'lines/s', 'docker logs', '≥ 0.9');
  });
}

async function lastLine(agent: OneAgent): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of await agent.engine.logs(agent.containerId, { tail: 1 }))
    chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).subarray(8).toString('latin1').trim();
}

/** Lines written while somebody watches, from the go to the last one. */
async function live(): Promise<BenchRow> {
  const write = `until [ -e /tmp/go ]; do sleep 0.01; done; seq 1 ${LIVE_LINES} | sed "s/$/ ${FILLER}/"; echo END; sleep 600`;
  const go = async (agent: OneAgent) => {
    const id = await agent.engine.createExec(agent.containerId, { Cmd: ['touch', '/tmp/go'] });
    const stream = await agent.engine.startExec(id, { tty: false, stdin: false });
    stream.resume();
  };
  const mine: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    theirs.push(
      await withAgent(['sh', '-c', write], async (agent) => {
        const done = dockerSeconds(['logs', '-f', agent.containerId], (tail) => tail.includes('END'));
        await new Promise((resolve) => setTimeout(resolve, 500));
        const from = performance.now();
        await go(agent);
        await done;
        return LIVE_LINES / secondsSince(from);
      }),
    );
    mine.push(
      await withAgent(['sh', '-c', write], async (agent) => {
        const done = followSeconds(agent, ({ lines }) => lines.some(({ text }) => text === 'END'));
        await new Promise((resolve) => setTimeout(resolve, 500));
        const from = performance.now();
        await go(agent);
        await done;
        return LIVE_LINES / secondsSince(from);
      }),
    );
  }
  return row('log live to the ring', mine, theirs, 'lines/s', 'docker logs -f', '≥ 2');
}

function openConsole(agent: OneAgent, command: string[], onItem: (bytes: Uint8Array) => void) {
  const handlers = createConsoles({
    engine: () => agent.engine,
    directory: agent,
    mark: { installation: 'bench', run: 'now' },
    clock: systemClock,
    logger: silentLogger,
  });
  const window = connectWindow(handlers.streams);
  const handle = window.client.open(
    'console.open',
    { agentId: AGENT_ID, columns: 120, rows: 40, command },
    {
      acknowledge: 'by-hand',
      onItem: (bytes) => {
        onItem(bytes);
        handle.acknowledge(bytes.length);
      },
    },
  );
  return { handle, close: window.close };
}

/** 30 MB of output, exec to window (over a message channel with credit), against `docker exec -it` in a terminal. */
async function throughput(): Promise<BenchRow> {
  return await withAgent(['sleep', '600'], async (agent) => {
    const session = openConsole(
      agent,
      ['sh', '-c', `yes ${FILLER} | head -c ${CONSOLE_BYTES} >/tmp/data`],
      () => undefined,
    );
    await session.handle.done;
    session.close();
    const mine: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const from = performance.now();
      const inTerminal = spawn(
        'script',
        ['-qfec', `docker exec -it ${agent.containerId} cat /tmp/data`, '/dev/null'],
        {
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      );
      inTerminal.stdout.resume();
      await once(inTerminal, 'close');
      theirs.push(CONSOLE_BYTES / 1e6 / secondsSince(from));
      const begun = performance.now();
      let bytes = 0;
      const { handle, close } = openConsole(agent, ['cat', '/tmp/data'], (chunk) => {
        bytes += chunk.length;
      });
      await handle.done;
      mine.push(CONSOLE_BYTES / 1e6 / secondsSince(begun));
      close();
      if (bytes < CONSOLE_BYTES) throw new Error(`only ${bytes} bytes arrived`);
    }
    return row('console, 30 MB cat', mine, theirs, 'MB/s', 'docker exec -it', '≥ 0.5');
  });
}

/** Milliseconds from a key to its echo: through the window's stream, and straight over the engine's connection. */
async function keystrokes(): Promise<BenchRow> {
  return await withAgent(['sleep', '600'], async (agent) => {
    const execId = await agent.engine.createExec(agent.containerId, {
      Cmd: ['sh', '-c', 'cat >/dev/null'],
      Tty: true,
      AttachStdin: true,
      AttachStdout: true,
    });
    const raw = await agent.engine.startExec(execId, { tty: true, stdin: true });
    const floor = await echoTimes(
      (key) => raw.write(key),
      (onEcho) => raw.on('data', onEcho),
    );
    raw.destroy();
    let onEcho: () => void = () => undefined;
    const { handle, close } = openConsole(agent, ['sh', '-c', 'cat >/dev/null'], () => onEcho());
    const mine = await echoTimes(
      (key) => handle.send({ type: 'data', bytes: new TextEncoder().encode(key) }),
      (listener) => {
        onEcho = listener;
      },
    );
    handle.close();
    await handle.done.catch(() => undefined);
    close();
    return row('keystroke to echo, p50', mine, floor, 'ms', 'Node on the raw connection', '≤ 2.5');
  });
}

async function echoTimes(
  press: (key: string) => void,
  listen: (onEcho: () => void) => void,
): Promise<number[]> {
  let onLine: () => void = () => undefined;
  listen(() => onLine());
  const times: number[] = [];
  for (let index = 0; index < ECHOES; index += 1) {
    const from = performance.now();
    const echo = new Promise<void>((resolve) => {
      onLine = resolve;
    });
    press('a');
    await echo;
    // The first ones wait for the program to start. Pauses as between keys, so that nothing is coalesced.
    if (index >= 20) times.push(performance.now() - from);
    await new Promise((resolve) => setTimeout(resolve, 8));
  }
  return times;
}

function row(
  work: string,
  mine: number[],
  peer: number[],
  unit: string,
  peerName: string,
  target: string,
): BenchRow {
  const [bulkhead, other] = [median(mine), median(peer)];
  return {
    work,
    value: bulkhead,
    unit,
    peer: { name: peerName, value: other },
    ratio: bulkhead / other,
    target,
  };
}

/** Milliseconds from Ctrl+C to the last byte of a flood in a console. */
async function interruption(): Promise<BenchRow> {
  return await withAgent(['sleep', '600'], async (agent) => {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      let [bytes, lastByteAt, tail] = [0, 0, ''];
      const { handle, close } = openConsole(agent, ['sh'], (chunk) => {
        bytes += chunk.length;
        const text = Buffer.from(chunk).toString('latin1');
        tail = (tail + text).slice(-200);
        // The shell's own lines afterwards do not count.
        if (text.includes('flood')) lastByteAt = performance.now();
      });
      const type = (text: string) => handle.send({ type: 'data', bytes: new TextEncoder().encode(text) });
      type('yes flood\n');
      await eventually('the flood', () => bytes > 5_000_000);
      const pressedAt = performance.now();
      type('\u0003');
      type('echo stopped $((7 * 7))\n');
      await eventually('the shell', () => tail.includes('stopped 49'));
      times.push(lastByteAt - pressedAt);
      handle.close();
      await handle.done.catch(() => undefined);
      close();
    }
    return { work: 'console, Ctrl+C to silence, p50', value: median(times), unit: 'ms', target: '<= 250' };
  });
}

/** Measures logs and consoles on the engine of DOCKER_HOST. */
export async function runStreamsBench(): Promise<BenchResult> {
  const rows: BenchRow[] = [];
  for (const measure of [replay, live, throughput, keystrokes, interruption]) rows.push(await measure());
  return { subject: 'streams', method: `medians of ${ROUNDS} rounds, in turns with the peer`, rows };
}
