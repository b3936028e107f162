import { describe, expect, it, onTestFinished } from 'vitest';
import { packTar, unpackTar } from '../../electron/engine/docker/tar.ts';
import { engineContract, failure, payload, readAll } from '../harness/engine/engine-contract.ts';

/** The contract of `Engine` on a real engine. */
const { engine, labels, filters, makeContainer, runContainer } = engineContract('containers');

describe('containers', () => {
  it('live through every change of state', async () => {
    const id = await makeContainer(['sleep', '300']);
    const state = async () => (await engine.inspectContainer(id)).State;
    expect((await state()).Status).toBe('created');
    await engine.startContainer(id);
    // A start of a running container is no error.
    await engine.startContainer(id);
    await engine.pauseContainer(id);
    expect((await state()).Paused).toBe(true);
    expect(await failure(engine.createExec(id, { Cmd: ['true'] }))).toMatchObject({ type: 'not-running' });
    await engine.unpauseContainer(id);
    await engine.restartContainer(id, 1);
    expect((await state()).Running).toBe(true);
    await engine.killContainer(id, 'SIGKILL');
    await expect.poll(async () => (await state()).ExitCode).toBe(137);
    await engine.startContainer(id);
    await engine.stopContainer(id, 1);
    // A stop of a stopped container is no error.
    await engine.stopContainer(id, 1);
    expect((await state()).Status).toBe('exited');
  });

  it('are listed, renamed, updated, inspected with their size', async () => {
    const id = await runContainer(['sh', '-c', 'echo 12345 >/file; sleep 300']);
    await engine.renameContainer(id, `renamed-${process.pid}`);
    const memory = 64 * 1024 * 1024;
    await engine.updateContainer(id, { Memory: memory, MemorySwap: memory, PidsLimit: 50 });
    const [listed] = await engine.listContainers(filters);
    expect(listed).toMatchObject({ Id: id, State: 'running', Names: [`/renamed-${process.pid}`] });
    const inspect = await engine.inspectContainer(id, { size: true });
    expect(inspect.HostConfig).toMatchObject({ Memory: memory, PidsLimit: 50 });
    expect(inspect.SizeRw).toBeGreaterThan(0);
    expect((await engine.top(id)).Processes.length).toBeGreaterThan(0);
  });

  it('are removed while they run, and a second time', async () => {
    const id = await runContainer();
    await Promise.all([engine.removeContainer(id), engine.removeContainer(id)]);
    await engine.removeContainer(id);
    expect(await failure(engine.inspectContainer(id))).toMatchObject({ type: 'container-gone' });
  });

  it('become images', async () => {
    const id = await runContainer(['sh', '-c', 'echo kept >/kept; sleep 300']);
    const tag = `snapshot-${process.pid}`;
    const imageId = await engine.commitContainer(id, {
      repository: 'bulkhead-test/snapshot',
      tag,
      labels: { ...labels, 'dev.bulkhead.note': 'a "quoted" $value' },
    });
    onTestFinished(() => engine.removeImage(`bulkhead-test/snapshot:${tag}`));
    const image = await engine.inspectImage(`bulkhead-test/snapshot:${tag}`);
    expect(image.Id).toBe(imageId);
    expect(image.Config?.Labels).toMatchObject({ ...labels, 'dev.bulkhead.note': 'a "quoted" $value' });
  });

  it('take and give archives', async () => {
    const id = await makeContainer(['cat', '/etc/given']);
    const content = Buffer.from('geschenkt\n');
    await engine.putArchive(
      id,
      '/',
      await packTar([{ name: 'etc/given', type: 'file', mode: 0o640, uid: 5, gid: 6, content }]),
    );
    const entries = await unpackTar(await engine.getArchive(id, '/etc/given'));
    expect(entries).toEqual([{ name: 'given', type: 'file', mode: 0o640, uid: 5, gid: 6, content }]);
    expect((await failure(engine.getArchive(id, '/nowhere'))).raw).toContain('/nowhere');
  });

  it('report their use once and again', async () => {
    const id = await runContainer();
    const once = await engine.stats(id);
    expect(once.memory_stats.usage).toBeGreaterThan(0);
    const controller = new AbortController();
    let readings = 0;
    for await (const { cpu_stats } of await engine.statsStream(id, controller.signal)) {
      expect(cpu_stats.cpu_usage.total_usage).toBeGreaterThan(0);
      if (++readings === 2) controller.abort();
    }
    expect(readings).toBe(2);
  });

  it('end their stream of readings when they stop or vanish', async () => {
    const id = await runContainer();
    const stats = await engine.statsStream(id, new AbortController().signal);
    const ended = (async () => {
      for await (const _ of stats) void _;
    })();
    await engine.removeContainer(id);
    await ended;
  });

  it('keep their output', async () => {
    const id = await runContainer([
      'sh',
      '-c',
      'for i in 1 2 3; do echo line $i; done; sleep 0.3; echo oops >&2',
    ]);
    await expect.poll(async () => (await engine.inspectContainer(id)).State.Running).toBe(false);
    expect(payload(await readAll(await engine.logs(id)))).toBe('line 1\nline 2\nline 3\noops\n');
    const last = await readAll(await engine.logs(id, { tail: 1, timestamps: true }));
    expect(payload(last)).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z oops\n$/);
    expect(await readAll(await engine.logs(id, { since: Date.now() / 1000 + 1 }))).toHaveLength(0);
  });
});
