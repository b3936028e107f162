import { expect, it } from 'vitest';
import { AppFailure } from '../../contract/error.ts';
import { silentLogger } from '../../lib/logger.ts';
import type { EngineEvent, VolumeCreate, VolumeInspect } from './api.ts';
import type { Engine } from './engine.ts';
import { LateVolumes } from './late-volumes.ts';

/** An engine that answers the creation of a volume with an error, and makes the volume when it is told to. */
function stalled(error: unknown) {
  const volumes = new Set(['other']);
  const engine = {
    createVolume: async ({ Name }: VolumeCreate) => {
      if (error === undefined) volumes.add(Name);
      else throw error;
    },
    listVolumes: async () => [...volumes].map((Name) => ({ Name }) as VolumeInspect),
    removeVolume: async (name: string) => void volumes.delete(name),
  } as unknown as Engine;
  return { engine, volumes };
}

const unanswered = new AppFailure({ type: 'engine-unreachable', message: 'No answer within 30 s.' });
const made = (ID: string) => ({ type: 'event', event: { Actor: { ID } } as unknown as EngineEvent }) as const;
const names = async (engine: Engine) => (await engine.listVolumes({})).map(({ Name }) => Name);

it('hides and removes a volume that the engine makes after nobody waits for it', async () => {
  const { engine, volumes } = stalled(unanswered);
  const late = new LateVolumes(silentLogger);
  const hiding = late.hiding(engine);
  await expect(hiding.createVolume({ Name: 'record', Labels: {} })).rejects.toThrow(unanswered);
  volumes.add('record');
  expect(await names(hiding)).toEqual(['other']);
  late.onNotice(engine, made('other'));
  late.onNotice(engine, made('record'));
  expect([...volumes]).toEqual(['other']);
});

it('removes one that it made while no events were read', async () => {
  const { engine, volumes } = stalled(unanswered);
  const late = new LateVolumes(silentLogger);
  await expect(late.hiding(engine).createVolume({ Name: 'record', Labels: {} })).rejects.toThrow(unanswered);
  volumes.add('record');
  late.onNotice(engine, { type: 'gap' });
  expect([...volumes]).toEqual(['other']);
});

it('leaves a volume alone whose creation the engine refused, or did after all', async () => {
  const refused = new AppFailure({ type: 'conflict', message: 'There is one of that name.' });
  const { engine, volumes } = stalled(refused);
  const late = new LateVolumes(silentLogger);
  await expect(late.hiding(engine).createVolume({ Name: 'other', Labels: {} })).rejects.toThrow(refused);
  await expect(
    late.hiding(stalled(unanswered).engine).createVolume({ Name: 'again', Labels: {} }),
  ).rejects.toThrow();
  const working = stalled(undefined);
  await late.hiding(working.engine).createVolume({ Name: 'again', Labels: {} });
  late.onNotice(engine, { type: 'gap' });
  late.onNotice(working.engine, made('again'));
  expect([...volumes]).toEqual(['other']);
  expect([...working.volumes]).toEqual(['other', 'again']);
});
