import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { engineContract, failure, payload, readAll } from '../harness/engine/engine-contract.ts';

/** The contract of `Engine` on a real engine. */
const { engine, makeContainer, runContainer } = engineContract('exec');

describe('attach', () => {
  it('carries input and output, and can be dropped and opened again', async () => {
    const id = await runContainer(['cat'], { stdin: true });
    for (const word of ['first', 'second']) {
      const stream = await engine.attach(id, { stdin: true });
      stream.write(`${word}\n`);
      const [chunk] = (await once(stream, 'data')) as [Buffer];
      expect(payload(chunk)).toBe(`${word}\n`);
      stream.destroy();
    }
    expect((await engine.inspectContainer(id)).State.Running).toBe(true);
  });

  it('replays the log when asked, and ends with the container', async () => {
    const id = await runContainer(['sh', '-c', 'echo before; read x; echo after'], { stdin: true });
    const stream = await engine.attach(id, { stdin: true, logs: true });
    stream.write('\n');
    expect(payload(await readAll(stream))).toBe('before\nafter\n');
  });

  it('is destroyed by its signal', async () => {
    const id = await runContainer();
    const controller = new AbortController();
    const stream = await engine.attach(id, { signal: controller.signal });
    const closed = once(stream, 'close');
    controller.abort();
    await closed;
  });
});

describe('exec', () => {
  async function exec(
    id: string,
    command: string[],
    options = { tty: false, stdin: false },
    signal?: AbortSignal,
  ) {
    const execId = await engine.createExec(id, {
      Cmd: command,
      Tty: options.tty,
      AttachStdin: options.stdin,
      AttachStdout: true,
      AttachStderr: true,
    });
    const stream = await engine.startExec(execId, { ...options, ...(signal ? { signal } : {}) });
    return { execId, stream };
  }

  it('gives output and the exit code', async () => {
    const { execId, stream } = await exec(await runContainer(), [
      'sh',
      '-c',
      'echo out; echo err >&2; exit 7',
    ]);
    expect(
      payload(await readAll(stream))
        .split('\n')
        .sort(),
    ).toEqual(['', 'err', 'out']);
    await expect.poll(() => engine.inspectExec(execId)).toMatchObject({ Running: false, ExitCode: 7 });
  });

  it('lets input end while output goes on', async () => {
    const { stream } = await exec(await runContainer(), ['sh', '-c', 'wc -c; echo done'], {
      tty: false,
      stdin: true,
    });
    const bytes = 3_000_000;
    stream.end(Buffer.alloc(bytes, 'x'));
    expect(payload(await readAll(stream))).toBe(`${bytes}\ndone\n`);
  });

  it('loses no byte of a flood to a slow reader', async () => {
    const { stream } = await exec(await runContainer(), ['sh', '-c', 'head -c 30000000 /dev/zero'], {
      tty: true,
      stdin: false,
    });
    let bytes = 0;
    for await (const chunk of stream) {
      bytes += chunk.length;
      if (Math.random() < 0.01) await pause(1);
    }
    expect(bytes).toBe(30_000_000);
  });

  it('has a terminal of the asked size', async () => {
    const id = await runContainer();
    const { execId, stream } = await exec(id, ['sh', '-c', 'read x; stty size'], { tty: true, stdin: true });
    await engine.resizeExec(execId, { columns: 132, rows: 50 });
    stream.write('\n');
    expect((await readAll(stream)).toString()).toContain('50 132');
  });

  it('is destroyed by its signal', async () => {
    const controller = new AbortController();
    const { stream } = await exec(
      await runContainer(),
      ['sleep', '300'],
      { tty: true, stdin: true },
      controller.signal,
    );
    const closed = once(stream, 'close');
    controller.abort();
    await closed;
  });

  it('explains what is not there', async () => {
    const id = await makeContainer(['true']);
    expect(await failure(engine.createExec(id, { Cmd: ['true'] }))).toMatchObject({ type: 'not-running' });
    expect(await failure(engine.inspectExec('0'.repeat(64)))).toMatchObject({ type: 'not-found' });
  });
});
