import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostFolder } from '../../electron/contract/agent-spec.ts';
import { defaultSpec } from '../../electron/contract/presets.ts';
import { seccompInForce } from '../../electron/engine/seccomp/seccomp.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  busyboxSpec,
  createAgent,
  inAgent,
  type TestProvisioning,
  testProvisioning,
} from '../harness/agents/provisioning.ts';
import { docker } from '../harness/engine/docker-cli.ts';
import { BUSYBOX, dockerfileContext } from '../harness/engine/docker-endpoint.ts';

const scope = new Scope();
let setup: TestProvisioning;
beforeAll(async () => {
  setup = await testProvisioning(scope);
});
afterAll(() => scope.dispose());

/** Builds an image that goes with the scope, with what was made from it. */
async function imageOf(...lines: string[]): Promise<string> {
  const tag = `bulkhead-test/image:${Date.now().toString(36)}`;
  scope.add(async () => void (await docker('rmi', '-f', tag)));
  await setup.engine.buildImage(await dockerfileContext(...lines), { tag });
  return tag;
}

const writes = 'touch /workspace/x ~/x && echo written';

it('runs an image that has nothing but one program', async () => {
  const image = await imageOf(
    `FROM ${BUSYBOX} AS source`,
    'FROM scratch',
    'COPY --from=source /bin/busybox /busybox',
  );
  await createAgent(setup, busyboxSpec('scratch', { image, command: ['/busybox', 'sleep', '3600'] }));
  const run = (...words: string[]) => docker('exec', 'bulkhead-scratch', '/busybox', ...words);
  expect(await run('id', '-un')).toBe('agent');
  expect(await run('sh', '-c', writes.replaceAll('touch', '/busybox touch'))).toBe('written');
});

it('gives an image with another user the person’s, and leaves its own alone', async () => {
  const image = await imageOf(
    `FROM ${BUSYBOX}`,
    'RUN echo "svc:x:4242:4242:svc:/srv:/bin/false" >> /etc/passwd && mkdir -m 700 /workspace',
    'USER svc',
  );
  await createAgent(setup, busyboxSpec('other', { image }));
  expect(await inAgent('other', `id -u; ${writes}; grep -c svc /etc/passwd`)).toBe('1000\nwritten\n1');
  const spec = busyboxSpec('own', { image });
  await createAgent(setup, { ...spec, isolation: { ...spec.isolation, nonRoot: false } });
  expect(await inAgent('own', `id -un; ${writes}`)).toBe('svc\nwritten');
});

it('keeps an entry that has the uid, and puts its home where it can write', async () => {
  const image = await imageOf(
    `FROM ${BUSYBOX}`,
    'RUN echo "node:x:1000:1000::/home/node:/bin/sh" >> /etc/passwd && mkdir -p /home/node',
  );
  await createAgent(setup, busyboxSpec('node', { image }));
  expect(await inAgent('node', 'id -un; grep ^node /etc/passwd; echo ~node')).toBe(
    'node\nnode:x:1000:1000::/home/agent:/bin/sh\n/home/agent',
  );
});

it('leaves no volume behind of an image that declares one', async () => {
  const image = await imageOf(`FROM ${BUSYBOX}`, 'VOLUME /data');
  await createAgent(setup, busyboxSpec('declares', { image }));
  const { Mounts } = await setup.engine.inspectContainer('bulkhead-declares');
  const anonymous = Mounts.find((mount) => mount.Destination === '/data')?.Name ?? '';
  await setup.engine.removeContainer('bulkhead-declares');
  await expect(setup.engine.inspectVolume(anonymous)).rejects.toMatchObject({ error: { type: 'not-found' } });
});

it('runs under gVisor where the engine has it, with the same user and volumes', async () => {
  const runtime = setup.facts.runtimes.find(({ tier }) => tier === 'gvisor')?.name;
  if (!runtime) return expect(setup.facts.runtimes.map(({ tier }) => tier)).not.toContain('gvisor');
  const spec = busyboxSpec('gvisor');
  const resources = { ...spec.resources, pids: 256 };
  await createAgent(setup, { ...spec, resources, isolation: { ...spec.isolation, runtime } });
  expect(await inAgent('gvisor', `id -u; ${writes}; touch /tmp/x && dmesg | grep -c gVisor`)).toBe(
    '1000\nwritten\n1',
  );
});

it('runs the Strict preset as it comes: gVisor and the tightened profile', async () => {
  const spec = { ...defaultSpec('shell', 'strict', setup.facts), name: 'strict' };
  const { container } = await createAgent(setup, spec);
  expect(container.HostConfig.Runtime).toBe(spec.isolation.runtime || setup.facts.defaultRuntime);
  expect(seccompInForce(container.HostConfig.SecurityOpt ?? [])).toEqual({ kind: 'tightened' });
  expect(await inAgent('strict', `${writes}; node -p 1+1; git --version | cut -c1-3`)).toBe(
    'written\n2\ngit',
  );
});

it('shares a host folder at its own path and at /workspace, and never changes its owner', async () => {
  const base = await mkdtemp(join(tmpdir(), 'bulkhead-host-'));
  scope.add(() => rm(base, { recursive: true }));
  const path = join(base, 'project');
  await mkdir(path);
  const { uid } = setup.deps.machine.person;
  await chmod(base, 0o755);
  if (process.getuid?.() === 0) await chown(path, uid, uid);
  const workspace = hostFolder(path);
  await createAgent(setup, busyboxSpec('shared', { workspace }));
  expect(await inAgent('shared', 'pwd; echo from-agent > note; ls /workspace')).toBe('/workspace\nnote');
  expect(await readFile(join(path, 'note'), 'utf8')).toBe('from-agent\n');
  expect((await stat(join(path, 'note'))).uid).toBe(uid);
  await createAgent(setup, busyboxSpec('reader', { workspace: hostFolder(path, { readOnly: true }) }));
  expect(await inAgent('reader', 'cat note; touch x 2>&1 || true')).toContain('Read-only file system');
});
