import { expect, it } from 'vitest';
import { z } from 'zod';
import { AppFailure } from '../../contract/error.ts';
import type { VolumeCreate, VolumeInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { VolumeLabelStore } from './volume-label-store.ts';

it('has kept a value although the engine goes away before the old one is removed, and removes that next time', async () => {
  const volumes = new Map<string, VolumeCreate>();
  let isUp = true;
  const engine = {
    listVolumes: async () => [...volumes.values()] as unknown as VolumeInspect[],
    createVolume: async (body: VolumeCreate) => void volumes.set(body.Name, body),
    removeVolume: async (name: string) => {
      if (!isUp) throw new AppFailure({ type: 'engine-unreachable', message: 'gone' });
      volumes.delete(name);
    },
  } as unknown as Engine;
  const store = new VolumeLabelStore(() => engine, 'limits', z.number());
  await store.remember('a', 1, 1_000);
  isUp = false;
  await store.remember('a', 2, 2_000);
  expect(await store.newest('a')).toEqual({ at: 2_000, value: 2 });
  isUp = true;
  await store.remember('a', 3, 3_000);
  expect(volumes.size).toBe(1);
});
