import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConsoles } from '../../electron/engine/console/create.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { AGENT_ID, connectWindow, eventually, OneAgent } from '../harness/agents/stream-fixture.ts';
import { readAll } from '../harness/engine/engine-contract.ts';

let agent: OneAgent;
let consoles: ReturnType<typeof createConsoles>;
let window: ReturnType<typeof connectWindow>;

beforeEach(() => {
  agent = new OneAgent();
  consoles = createConsoles({
    engine: () => agent.engine,
    directory: agent,
    mark: { installation: 'test', run: 'now' },
    clock: systemClock,
    logger: silentLogger,
  });
  window = connectWindow(consoles.streams);
});

afterEach(async () => {
  window.close();
  await agent.dispose();
});

async function running(Image = 'busybox:stable'): Promise<void> {
  await agent.create({ Image, Cmd: ['sleep', '600'] });
  await agent.start();
}

function open(options: { command?: string[]; onBytes?: (bytes: Uint8Array) => void } = {}) {
  const seen = { text: '', bytes: 0 };
  const handle = window.client.open(
    'console.open',
    { agentId: AGENT_ID, columns: 80, rows: 24, ...(options.command ? { command: options.command } : {}) },
    {
      acknowledge: 'by-hand',
      onItem: (bytes) => {
        seen.bytes += bytes.length;
        if (options.onBytes) options.onBytes(bytes);
        else seen.text += Buffer.from(bytes).toString('latin1');
        // A terminal acknowledges bytes in a later turn, after it handled them.
        setImmediate(() => handle.acknowledge(bytes.length));
      },
    },
  );
  handle.done.catch(() => undefined);
  const type = (text: string) => handle.send({ type: 'data', bytes: new TextEncoder().encode(text) });
  return { seen, handle, type };
}

/** The command lines in the container as it sees them: under gVisor the engine does not know its processes. */
async function processes(): Promise<string[]> {
  const list =
    'for each in /proc/[0-9]*; do [ $each = /proc/$$ ] || tr "\\0" " " <$each/cmdline; echo; done 2>&-';
  const id = await agent.engine.createExec(agent.containerId, {
    Cmd: ['sh', '-c', list],
    Tty: true,
    AttachStdout: true,
  });
  const stream = await agent.engine.startExec(id, { tty: true, stdin: false });
  return (await readAll(stream))
    .toString()
    .split('\r\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

async function engineRun(command: string): Promise<void> {
  const id = await agent.engine.createExec(agent.containerId, { Cmd: ['sh', '-c', command] });
  const stream = await agent.engine.startExec(id, { tty: false, stdin: false });
  await new Promise((resolve) => stream.resume().once('close', resolve));
}

describe('console.open', () => {
  it('runs bash where the image has it, else sh', async () => {
    await running('debian:bookworm-slim');
    const bash = open();
    bash.type('echo "shell is $0 in $PWD with $TERM"\n');
    await eventually('bash', () => bash.seen.text.includes('shell is bash in / with xterm-256color\r\n'));
    bash.handle.close();
    await bash.handle.done;
    await agent.engine.removeContainer(agent.containerId);
    await running();
    const sh = open();
    sh.type('echo "shell is $0"\n');
    await eventually('sh', () => sh.seen.text.includes('shell is sh\r\n'));
    expect(sh.seen.text).not.toContain('bulkhead-console');
  });

  it('says the exit code', async () => {
    await running();
    const { handle, type } = open();
    type('exit 7\n');
    await expect(handle.done).resolves.toEqual({ exitCode: 7 });
  });

  it('runs a chosen command with its words as they are', async () => {
    await running();
    const { seen, handle } = open({ command: ['echo', 'two  words', '$HOME'] });
    await expect(handle.done).resolves.toEqual({ exitCode: 0 });
    expect(seen.text).toBe('two  words $HOME\r\n');
  });

  it('resizes', async () => {
    await running();
    const { seen, handle, type } = open();
    type('stty size\n');
    await eventually('the first size', () => seen.text.includes('24 80'));
    handle.send({ type: 'resize', columns: 132, rows: 43 });
    await eventually('the new size', () => {
      type('stty size\n');
      return seen.text.includes('43 132');
    });
  });

  it('carries 30 MB without losing a byte, at the pace of the window', async () => {
    await running();
    const make = 'head -c 30000000 /dev/urandom >/tmp/data';
    const session = open({ command: ['sh', '-c', `${make}; sha256sum /tmp/data`] });
    await expect(session.handle.done).resolves.toEqual({ exitCode: 0 });
    const hash = createHash('sha256');
    // Without output processing the terminal leaves every byte as it is.
    const { seen, handle } = open({
      command: ['sh', '-c', 'stty -opost; cat /tmp/data'],
      onBytes: (bytes) => hash.update(bytes),
    });
    await expect(handle.done).resolves.toEqual({ exitCode: 0 });
    expect(seen.bytes).toBe(30_000_000);
    expect(session.seen.text).toContain(hash.digest('hex'));
  });

  it('drops answers of the terminal that a program does not read, and no key', async () => {
    await running('debian:bookworm-slim');
    const wait = 'until [ -e /tmp/go ]; do sleep 0.05; done';
    const count = 'IFS= read -r -d q text; echo got $(printf %s "$text" | wc -c)';
    const { seen, handle, type } = open({
      command: ['bash', '-c', `stty raw -echo; printf ready; ${wait}; ${count}`],
    });
    await eventually('the program', () => seen.text.includes('ready'));
    const answers = '\u001b]4;1;rgb:ffff/ffff/ffff\u001b\\'.repeat(100);
    for (let sent = 0; sent < 20_000_000; sent += answers.length) type(answers);
    type('key');
    type('q');
    await engineRun('touch /tmp/go');
    await expect(handle.done).resolves.toEqual({ exitCode: 0 });
    const got = Number(/got (\d+)/.exec(seen.text)?.[1]);
    expect(got).toBeGreaterThan(3);
    expect(got).toBeLessThan(4_000_000);
  });

  it('ends the shell and its foreground program when the window closes the console', async () => {
    await running('debian:bookworm-slim');
    const { seen, handle, type } = open();
    type('sh -c "echo up; sleep 500" & cat\n');
    await eventually('the program', () => seen.text.includes('up\r\n'));
    await eventually('cat', async () => (await processes()).some((command) => command === 'cat'));
    handle.close();
    await handle.done;
    await eventually('no process left', async () => (await processes()).length === 2);
  });

  it('kills a shell that does not mind being hung up', async () => {
    await running();
    const { seen, handle, type } = open({
      command: ['sh', '-c', 'trap "" HUP; echo up; while :; do sleep 1; done'],
    });
    await eventually('the program', () => seen.text.includes('up'));
    type('x');
    handle.close();
    await handle.done;
    await eventually(
      'no loop left',
      async () => !(await processes()).some((command) => command.includes('trap')),
    );
  });

  it('ends the shell when the whole window goes away, even one that takes no output', async () => {
    await running();
    const stalled = window.client.open(
      'console.open',
      { agentId: AGENT_ID, columns: 80, rows: 24, command: ['sh', '-c', 'while :; do echo flood; done'] },
      { acknowledge: 'by-hand', onItem: () => undefined },
    );
    stalled.done.catch(() => undefined);
    await eventually('the flood', async () =>
      (await processes()).some((command) => command.includes('flood')),
    );
    window.close();
    await eventually(
      'no flood left',
      async () => !(await processes()).some((command) => command.includes('flood')),
    );
  });

  it('leaves no shell behind when the engine host stops', async () => {
    await running();
    const first = open();
    const second = open({ command: ['sh', '-c', 'while :; do echo flood; done'] });
    await eventually('both shells', () => first.seen.bytes > 0 && second.seen.bytes > 100_000);
    await consoles.dispose();
    expect(await processes()).toHaveLength(2);
  });

  it('stops a flood by Ctrl+C, and is a shell again', async () => {
    await running();
    const { seen, type } = open();
    type('yes flood flood flood flood\n');
    await eventually('the flood', () => seen.bytes > 5_000_000);
    type('\u0003');
    type('echo stopped $((7 * 7))\n');
    await eventually('the shell', () => seen.text.includes('stopped 49'));
  });

  it('ends without an exit code when the agent stops', async () => {
    await running();
    const { seen, handle, type } = open();
    type('echo ready\n');
    await eventually('the shell', () => seen.text.includes('ready\r\n'));
    await agent.stop();
    await expect(handle.done).resolves.toEqual({ exitCode: null });
  });

  it('ends without an exit code when the container is removed', async () => {
    await running();
    const { seen, handle, type } = open();
    type('echo ready\n');
    await eventually('the shell', () => seen.text.includes('ready\r\n'));
    await agent.engine.removeContainer(agent.containerId);
    await expect(handle.done).resolves.toEqual({ exitCode: null });
  });

  it('refuses an agent that is not running, and one that does not exist', async () => {
    await agent.create({ Cmd: ['sleep', '600'] });
    await agent.refresh();
    await expect(open().handle.done).rejects.toMatchObject({ error: { type: 'not-running' } });
    await agent.dispose();
    await expect(open().handle.done).rejects.toMatchObject({ error: { type: 'not-found' } });
  });

  it('says that an image has no shell, and still runs a program that it has', async () => {
    await agent.create({ Cmd: ['/bin/busybox', 'sleep', '600'] });
    await agent.start();
    const id = await agent.engine.createExec(agent.containerId, { Cmd: ['rm', '/bin/sh', '/bin/bash'] });
    const removing = await agent.engine.startExec(id, { tty: false, stdin: false });
    await new Promise((resolve) => removing.resume().once('close', resolve));
    await expect(open().handle.done).rejects.toMatchObject({
      error: {
        type: 'command-not-found',
        message: expect.stringContaining('has no shell'),
        field: 'command',
      },
    });
    await expect(open({ command: ['missing'] }).handle.done).rejects.toMatchObject({
      error: { type: 'command-not-found', message: expect.stringContaining('“missing”') },
    });
    const { seen, handle, type } = open({ command: ['/bin/busybox', 'cat'] });
    type('typed early\n');
    await eventually('the echo', () => seen.text.includes('typed early\r\ntyped early\r\n'));
    handle.close();
    await handle.done;
    await eventually(
      'no process left',
      async () => !(await processes()).some((each) => each.endsWith(' cat')),
    );
  });

  it('says which command cannot be started', async () => {
    await running();
    const { seen, handle } = open({ command: ['no-such-program'] });
    await expect(handle.done).resolves.toEqual({ exitCode: 127 });
    expect(seen.text).toContain('no-such-program: not found');
  });
});
