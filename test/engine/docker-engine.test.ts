import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { AppFailure } from '../../electron/contract/error.ts';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import type { EngineEvent } from '../../electron/engine/docker/api.ts';
import { isSubnetTaken } from '../../electron/engine/docker/errors.ts';
import type { ProgressLine } from '../../electron/engine/docker/image-api.ts';
import { packTar, unpackTar } from '../../electron/engine/docker/tar.ts';
import { BUSYBOX, dockerfileContext, tagBusybox, testEndpoint } from '../harness/engine/docker-endpoint.ts';
import { testEngine } from '../harness/engine/engine.ts';
import { publishLargeImage } from '../harness/engine/large-image.ts';

/** The contract of `Engine`, method by method, on a real engine. */
const LABEL = 'dev.bulkhead.test';
const labels = { [LABEL]: 'docker-engine' };
const filters = { label: [`${LABEL}=docker-engine`] };
const IMAGE = 'bulkhead-test/busybox:contract';

const engine = createDockerEngine(testEndpoint());

async function removeEverything(): Promise<void> {
  for (const { Id } of await engine.listContainers(filters)) await engine.removeContainer(Id);
  for (const { Id } of await engine.listNetworks(filters)) await engine.removeNetwork(Id);
  for (const { Name } of await engine.listVolumes(filters)) await engine.removeVolume(Name);
}

async function everything(): Promise<number[]> {
  const found = [engine.listContainers(filters), engine.listNetworks(filters), engine.listVolumes(filters)];
  return (await Promise.all(found)).map((list) => list.length);
}

beforeAll(async () => {
  await removeEverything();
  await tagBusybox(engine, IMAGE, labels);
});
afterEach(removeEverything);
afterAll(async () => {
  await engine.removeImage(IMAGE);
  expect(await everything()).toEqual([0, 0, 0]);
  expect(await engine.listImages(filters)).toEqual([]);
  engine.close();
});

let count = 0;
async function makeContainer(
  command: string[],
  extra: { tty?: boolean; stdin?: boolean } = {},
): Promise<string> {
  return await engine.createContainer(`contract-${process.pid}-${++count}`, {
    Image: IMAGE,
    Cmd: command,
    Labels: labels,
    Tty: extra.tty ?? false,
    OpenStdin: extra.stdin ?? false,
    HostConfig: { Init: true },
  });
}

async function runContainer(command = ['sleep', '300'], extra = {}): Promise<string> {
  const id = await makeContainer(command, extra);
  await engine.startContainer(id);
  return id;
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Payload of the frames (8 bytes of header each) of a stream without a TTY. */
function payload(bytes: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 8 + bytes.readUInt32BE(at + 4);
    parts.push(bytes.subarray(at + 8, end));
    at = end;
  }
  return Buffer.concat(parts).toString();
}

async function failure(work: Promise<unknown>): Promise<AppFailure['error']> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppFailure)) throw new Error(`expected an AppFailure, got ${String(error)}`);
  return error.error;
}

describe('the engine itself', () => {
  it('answers and says what it is', async () => {
    await engine.ping();
    const facts = await engine.facts();
    expect(facts.version).toMatch(/^\d+\.\d+/);
    expect(facts.cpus).toBeGreaterThan(0);
    expect(facts.runtimes).toContainEqual({ name: 'runc', tier: 'container' });
    expect(facts).toMatchObject({ isLocal: true, isPodman: false, seccomp: true });
  });

  it('tells what happens, until the signal aborts', async () => {
    const controller = new AbortController();
    const events = await engine.events({ ...filters, type: ['container'] }, controller.signal);
    const id = await runContainer(['true']);
    const seen: EngineEvent[] = [];
    for await (const event of events) {
      seen.push(event);
      if (event.Action === 'die') controller.abort();
    }
    expect(seen.map(({ Action }) => Action)).toEqual(['create', 'start', 'die']);
    expect(seen[2]?.Actor).toMatchObject({ ID: id, Attributes: { exitCode: '0', ...labels } });
  });

  it('honours the deadline and the signal of every call', async () => {
    expect(await failure(engine.facts({ timeoutMs: 0 }))).toMatchObject({ type: 'engine-unreachable' });
    const id = await runContainer(['sh', '-c', 'trap "" TERM; sleep 300']);
    const controller = new AbortController();
    const stopping = engine.stopContainer(id, 60, { signal: controller.signal });
    controller.abort();
    expect(await failure(stopping)).toMatchObject({ type: 'cancelled' });
    expect(await failure(engine.ping({ signal: AbortSignal.abort() }))).toMatchObject({ type: 'cancelled' });
  });
});

describe('containers', () => {
  it('live through every change of state', async () => {
    const id = await makeContainer(['sleep', '300']);
    const state = async () => (await engine.inspectContainer(id)).State;
    expect((await state()).Status).toBe('created');
    await engine.startContainer(id);
    await engine.startContainer(id); // Started already: no error.
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
    await engine.stopContainer(id, 1); // Stopped already: no error.
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

describe('images', () => {
  it('are found, listed and removed', async () => {
    expect(await engine.inspectImage(IMAGE)).toMatchObject({ RepoTags: [IMAGE] });
    expect((await engine.listImages(filters)).map(({ RepoTags }) => RepoTags)).toEqual([[IMAGE]]);
    await engine.removeImage('bulkhead-test/never-existed:1');
    await runContainer();
    expect(await failure(engine.removeImage(IMAGE))).toMatchObject({ type: 'conflict' });
  });

  it('are built with progress, arguments and labels', async () => {
    const tag = `bulkhead-test/built:${process.pid}`;
    const lines: ProgressLine[] = [];
    const context = await dockerfileContext(`FROM ${IMAGE}`, 'ARG WORD', 'RUN echo "größe $WORD"');
    const id = await engine.buildImage(context, {
      tag,
      labels,
      buildArgs: { WORD: 'eins' },
      onProgress: (line) => lines.push(line),
    });
    onTestFinished(() => engine.removeImage(tag));
    expect((await engine.inspectImage(tag)).Id).toBe(id);
    expect(lines.map(({ stream }) => stream ?? '').join('')).toContain('größe eins');
  });

  it('say which step of a build failed', async () => {
    const context = await dockerfileContext(`FROM ${IMAGE}`, 'RUN exit 3');
    const error = await failure(engine.buildImage(context, { tag: 'bulkhead-test/broken:1', labels }));
    expect(error).toMatchObject({ type: 'image-build-failed', raw: expect.stringContaining('exit 3') });
  });

  it('stop building when cancelled', async () => {
    const context = await dockerfileContext(`FROM ${IMAGE}`, 'RUN sleep 300');
    const controller = new AbortController();
    const building = engine.buildImage(context, {
      tag: 'bulkhead-test/slow:1',
      signal: controller.signal,
      onProgress: ({ stream }) => stream?.includes('Running in') && controller.abort(),
    });
    expect(await failure(building)).toMatchObject({ type: 'cancelled' });
  });

  it('are pulled with progress, and not at all when cancelled', async () => {
    const lines: ProgressLine[] = [];
    await engine.pullImage(BUSYBOX, { onProgress: (line) => lines.push(line) });
    expect(lines.some(({ status }) => /Status: (Downloaded|Image is up to date)/.test(status ?? ''))).toBe(
      true,
    );

    const large = await publishLargeImage('cancelled');
    await engine.removeImage(large);
    const controller = new AbortController();
    const pulling = engine.pullImage(large, {
      signal: controller.signal,
      onProgress: ({ progressDetail }) => progressDetail?.total !== undefined && controller.abort(),
    });
    expect(await failure(pulling)).toMatchObject({ type: 'cancelled' });
    expect(await failure(engine.inspectImage(large))).toMatchObject({ type: 'image-not-found' });
  });

  it('that do not exist say so', async () => {
    const { dockerHost, isPrivate } = testEngine();
    const info = JSON.parse(
      execFileSync('docker', ['-H', dockerHost, 'info', '--format', '{{json .RegistryConfig.Mirrors}}'], {
        encoding: 'utf8',
      }),
    );
    // Docker Hub itself is out of reach of a private engine; its mirror is a registry like any other.
    const registry = isPrivate ? `${new URL(String(info[0])).host}/library/` : '';
    for (const name of ['busybox:no-such-tag', 'bulkhead-no-such-image:1']) {
      const reference = `${registry}${name}`;
      const error = await failure(engine.pullImage(reference, {}));
      expect(error).toMatchObject({ type: 'image-not-found', message: expect.stringContaining(reference) });
    }
  });

  it('that cannot be pulled say why', async () => {
    const { type, message } = await failure(engine.pullImage('127.0.0.1:1/nothing/here:1', {}));
    expect({ type, message }).toMatchObject({
      type: 'image-pull-failed',
      message: expect.stringContaining('cannot reach the registry'),
    });
    expect(await failure(engine.pullImage('Not A Reference', {}))).toMatchObject({
      type: 'invalid-input',
      field: 'image',
    });
    expect(await failure(engine.pullImage('x', { signal: AbortSignal.abort() }))).toMatchObject({
      type: 'cancelled',
    });
  });
});

describe('networks and volumes', () => {
  const subnet = '10.213.77.0/29';
  const body = (Name: string) => ({
    Name,
    Driver: 'bridge' as const,
    Internal: true,
    EnableIPv6: false,
    IPAM: { Config: [{ Subnet: subnet }] },
    Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
    Labels: labels,
  });

  it('networks connect and disconnect containers', async () => {
    const id = await engine.createNetwork(body('contract-net'));
    const container = await runContainer();
    await engine.connectNetwork(id, container, { address: '10.213.77.3', aliases: ['gateway'] });
    const network = await engine.inspectNetwork(id);
    expect(network).toMatchObject({ Internal: true, EnableIPv6: false, Labels: labels });
    expect(Object.values(network.Containers ?? {})[0]?.IPv4Address).toBe('10.213.77.3/29');
    expect(await failure(engine.removeNetwork(id))).toMatchObject({ type: 'conflict' });
    await engine.disconnectNetwork(id, container);
    await engine.removeNetwork(id);
    await engine.removeNetwork(id); // Gone already: no error.
    expect(await failure(engine.inspectNetwork(id))).toMatchObject({ type: 'not-found' });
  });

  it('networks say when the name or the subnet is taken', async () => {
    await engine.createNetwork(body('contract-one'));
    const second = engine.createNetwork(body('contract-two'));
    expect(await failure(second)).toMatchObject({ type: 'network-error' });
    expect(isSubnetTaken(await second.catch((error: unknown) => error))).toBe(true);
    const same = engine.createNetwork({
      ...body('contract-one'),
      IPAM: { Config: [{ Subnet: '10.213.78.0/29' }] },
    });
    expect(await failure(same)).toMatchObject({ type: 'name-taken' });
  });

  it('volumes are made, measured, listed and removed', async () => {
    await engine.createVolume({ Name: 'contract-volume', Labels: labels });
    expect(await engine.inspectVolume('contract-volume')).toMatchObject({
      Name: 'contract-volume',
      Labels: labels,
    });
    expect((await engine.listVolumes(filters)).map(({ Name }) => Name)).toEqual(['contract-volume']);
    expect((await engine.volumeSizes()).get('contract-volume')).toBe(0);
    await engine.removeVolume('contract-volume');
    await engine.removeVolume('contract-volume'); // Gone already: no error.
    expect(await failure(engine.inspectVolume('contract-volume'))).toMatchObject({ type: 'not-found' });
  });
});

describe('bad input', () => {
  const create = (name: string, change: object) =>
    engine.createContainer(name, { Image: IMAGE, Cmd: ['true'], Labels: labels, HostConfig: {}, ...change });

  it.each([
    ['image-not-found', { Image: 'bulkhead-test/never-existed:1' }],
    ['resource-limit', { HostConfig: { Memory: 1024 } }],
    ['resource-limit', { HostConfig: { NanoCpus: 1000e9 } }],
    ['runtime-missing', { HostConfig: { Runtime: 'no-such-runtime' } }],
    [
      'invalid-input',
      { HostConfig: { Mounts: [{ Type: 'bind', Source: '/no/such/folder', Target: '/w' }] } },
    ],
  ])('%s: %o', async (type, change) => {
    const creating = create(`contract-bad-${process.pid}`, change);
    // Some engines notice at the start only.
    const error = await failure(creating.then((id) => engine.startContainer(id)));
    expect(error).toMatchObject({ type, raw: expect.any(String) });
  });

  it('refuses a seccomp profile that is none', async () => {
    const id = create('contract-seccomp', { HostConfig: { SecurityOpt: ['seccomp={"defaultAction":7}'] } });
    expect(await failure(id.then((made) => engine.startContainer(made)))).toMatchObject({
      type: 'seccomp-invalid',
    });
  });

  it('says which command the image lacks', async () => {
    // Without an init of its own: that one would start, fail to find the command, and exit with 127.
    const start = async (command: string) =>
      await engine.startContainer(await create(`contract-${++count}`, { Cmd: [command] }));
    expect(await failure(start('no-such-program'))).toMatchObject({
      type: 'command-not-found',
      message: expect.stringContaining('no-such-program'),
    });
    expect(await failure(start('/bin'))).toMatchObject({ type: 'command-not-found' });
  });

  it('says that a name is taken', async () => {
    await create('contract-twice', {});
    expect(await failure(create('contract-twice', {}))).toMatchObject({ type: 'name-taken', field: 'name' });
  });

  it('does not let a name climb out of its path', async () => {
    expect(await failure(engine.inspectContainer('../version'))).toMatchObject({
      type: expect.stringMatching(/gone|not-found/),
    });
  });
});
