import { expect, it } from 'vitest';
import { AppFailure } from '../../contract/error.ts';
import { sizeCalls } from './sizes.ts';

/** An engine that answers each walk when the test says so. */
function walkingEngine() {
  const walks: { finish: (answer: unknown) => void; refuse: (raw: string) => void }[] = [];
  const client = {
    json: <T>() =>
      new Promise<T>((resolve, reject) =>
        walks.push({
          finish: (answer) => resolve(answer as T),
          refuse: (raw) => reject(new AppFailure({ type: 'internal', message: raw, actions: [], raw })),
        }),
      ),
  };
  return { walks, calls: sizeCalls(client) };
}

const begun = (walks: readonly unknown[], count: number) =>
  expect.poll(() => walks.length, { interval: 5 }).toBe(count);

it('begins a walk after the end of the one before, so that the answer is not older than the question', async () => {
  const { walks, calls } = walkingEngine();
  const first = calls.diskUsage();
  const second = calls.volumeSizes();
  await begun(walks, 1);
  walks[0]?.finish({ LayersSize: 1 });
  expect(await first).toEqual({ LayersSize: 1 });
  await begun(walks, 2);
  walks[1]?.finish({ Volumes: [{ Name: 'a', UsageData: { Size: 7 } }] });
  expect(await second).toEqual(new Map([['a', 7]]));
});

it('lets a caller go at once, and the next one wait for the walk which that one began', async () => {
  const { walks, calls } = walkingEngine();
  const controller = new AbortController();
  const first = calls.diskUsage({ signal: controller.signal });
  await begun(walks, 1);
  controller.abort();
  await expect(first).rejects.toMatchObject({ error: { type: 'cancelled' } });
  const second = calls.diskUsage();
  await Promise.resolve();
  expect(walks).toHaveLength(1);
  walks[0]?.finish({ LayersSize: 1 });
  await begun(walks, 2);
  walks[1]?.finish({ LayersSize: 2 });
  expect(await second).toEqual({ LayersSize: 2 });
});

it('asks again while the engine walks for somebody else, and passes on any other refusal', async () => {
  const { walks, calls } = walkingEngine();
  const usage = calls.diskUsage();
  await begun(walks, 1);
  walks[0]?.refuse('a disk usage operation is already running');
  await begun(walks, 2);
  walks[1]?.finish({ LayersSize: 3 });
  expect(await usage).toEqual({ LayersSize: 3 });
  const refused = calls.diskUsage();
  await begun(walks, 3);
  walks[2]?.refuse('no space left on device');
  await expect(refused).rejects.toThrow('no space left');
});

it('gives up at the deadline, in words', async () => {
  const { calls } = walkingEngine();
  await expect(calls.diskUsage({ timeoutMs: 10 })).rejects.toMatchObject({
    error: { type: 'engine-unreachable' },
  });
});
