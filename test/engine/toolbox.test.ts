import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../electron/engine/docker/engine.ts';
import type { Toolbox } from '../../electron/engine/toolbox/toolbox.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { testProvisioning } from '../harness/agents/provisioning.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const scope = new Scope();
const { signal } = new AbortController();
let toolbox: Toolbox;
let engine: Engine;
beforeAll(async () => {
  const setup = await testProvisioning(scope);
  ({ engine } = setup);
  ({ toolbox } = setup.deps);
  await toolbox.prepare(signal);
});
afterAll(() => scope.dispose());

const toolboxes = async () => (await engine.listContainers({ label: ['dev.bulkhead.role=toolbox'] })).length;

it('has git and tar, runs as the user it is told, and may nothing else', async () => {
  const script = `git --version; tar --version | head -1; id -u; id -g
    grep -E "^(CapEff|NoNewPrivs)" /proc/self/status; ls /sys/class/net
    touch /x 2>/dev/null || echo "read-only"; echo complaint >&2; exit 3`;
  const result = await toolbox.run(['sh', '-c', script], { mounts: [], user: '1234:5678', signal });
  expect(result.exitCode).toBe(3);
  expect(result.stderr).toBe('complaint\n');
  expect(result.stdout.toString()).toMatch(
    /^git version.*\ntar .*\n1234\n5678\nCapEff:\s+0+\nNoNewPrivs:\s+1\nlo\nread-only\n$/,
  );
  expect(await toolboxes()).toBe(0);
});

it('takes and gives streams, bytes as they are, over several commands on a volume', async () => {
  const volume = `bulkhead-toolbox-test-${randomUUID().slice(0, 8)}`;
  await docker('volume', 'create', volume);
  scope.add(async () => void (await docker('volume', 'rm', volume)));
  const open = await toolbox.open(
    { mounts: [{ Type: 'volume', Source: volume, Target: '/baseline' }], user: '1234:5678' },
    signal,
  );
  try {
    const mebibyte = Buffer.alloc(2 ** 20, Buffer.from([0, 255, 10, 13, 128]));
    const chunks = Readable.from(Array.from({ length: 32 }, () => mebibyte));
    const written = await open.run(['sh', '-c', 'cat > /baseline/f'], { stdin: chunks, signal });
    expect(written).toMatchObject({ exitCode: 0, stderr: '' });
    let bytes = 0;
    const read = await open.run(['cat', '/baseline/f'], {
      signal,
      onStdout: (chunk) => {
        bytes += chunk.length;
      },
    });
    expect(read).toMatchObject({ exitCode: 0, stdout: Buffer.alloc(0) });
    expect(bytes).toBe(32 * 2 ** 20);
    const early = await open.run(['head', '-c', '5', '/dev/stdin'], {
      stdin: Buffer.from('hello you'),
      signal,
    });
    expect(early.stdout.toString()).toBe('hello');
    await expect(open.run(['cat', '/baseline/f'], { signal, maxOutputBytes: 1000 })).rejects.toMatchObject({
      error: { type: 'resource-limit' },
    });
  } finally {
    await open.close();
  }
});

it('ends with what runs in it when a command is cancelled or overdue, and when its input breaks', async () => {
  const cancel = new AbortController();
  const open = await toolbox.open({ mounts: [] }, signal);
  const run = open.run(['sh', '-c', 'echo on; sleep 600'], {
    signal: cancel.signal,
    onStdout: () => cancel.abort(),
  });
  await expect(run).rejects.toMatchObject({ error: { type: 'cancelled' } });
  expect(await toolboxes()).toBe(0);
  await expect(toolbox.run(['sleep', '600'], { mounts: [], signal, deadlineMs: 100 })).rejects.toMatchObject({
    error: { type: 'resource-limit' },
  });
  const broken = new Readable({ read: () => broken.destroy(new Error('the disk broke')) });
  await expect(toolbox.run(['cat'], { mounts: [], signal, stdin: broken })).rejects.toThrow('the disk broke');
  expect(await toolboxes()).toBe(0);
});
