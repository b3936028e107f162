import { afterAll, expect, it } from 'vitest';
import { diskItems } from '../../../electron/engine/disk/disk-items.ts';
import { layeredImages } from '../../../electron/engine/disk/layered-images.ts';
import { ROLE_LABEL } from '../../../electron/engine/objects/labels.ts';
import { Scope } from '../../../electron/lib/scope.ts';
import { appEngine } from '../../harness/engine/docker-cli.ts';
import { BUSYBOX, dockerfileContext } from '../../harness/engine/docker-endpoint.ts';

const scope = new Scope();
const engine = appEngine(scope);
afterAll(() => scope.dispose());

const TEST_LABEL = 'dev.bulkhead.test-image-store';

async function build(tag: string, role: string, ...lines: string[]): Promise<void> {
  const labels = { [ROLE_LABEL]: role, [TEST_LABEL]: 'yes' };
  await engine.buildImage(await dockerfileContext(...lines), { tag, labels });
  scope.add(() => engine.removeImage(tag));
}

/** The engine writes configurations and manifests of some kilobytes for each step of a build, and counts whole blocks. */
const STEPS_BYTES = 96 * 1024;

// First reported as https://github.com/moby/moby/issues/52476.
it('removing an image frees what was said, whichever store the engine has', async () => {
  const signal = AbortSignal.timeout(60_000);
  // Bytes that cannot be compressed, so that a packed layer counts.
  await build(
    'bulkhead/type-sizes:1',
    'type',
    `FROM ${BUSYBOX}`,
    'RUN head -c 3000000 /dev/urandom > /random',
  );
  await build(
    'bulkhead/base:sizes-1',
    'base',
    'FROM bulkhead/type-sizes:1',
    'RUN head -c 500000 /dev/urandom > /r',
  );
  for (const tag of ['bulkhead/base:sizes-1', 'bulkhead/type-sizes:1']) {
    const usage = await engine.diskUsage({ signal });
    const stored = await layeredImages(engine, signal);
    const { items } = diskItems({ usage, stored, agents: [], snapshots: [], logs: new Map() });
    const item = items.find(({ label }) => label === tag);
    expect(item).toMatchObject({ kind: 'image', removal: 'safe' });
    await engine.removeImage(tag);
    const freed = usage.LayersSize - (await engine.diskUsage({ signal })).LayersSize;
    expect(Math.abs((item?.bytes ?? 0) - freed), `${tag}: ${item?.bytes} and ${freed}`).toBeLessThan(
      STEPS_BYTES,
    );
  }
});

// First reported as https://github.com/moby/moby/issues/44623.
it('an image goes with all it was built from, also after the image below it', async () => {
  await build('bulkhead/snapshot:chain-1', 'snapshot', `FROM ${BUSYBOX}`, 'RUN echo kept > /kept');
  await build('bulkhead/run:chain-1', 'run', 'FROM bulkhead/snapshot:chain-1');
  await engine.removeImage('bulkhead/snapshot:chain-1');
  await engine.removeImage('bulkhead/run:chain-1');
  expect(await engine.listImages({ label: [TEST_LABEL] })).toEqual([]);
});
