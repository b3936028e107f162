import { expect, it } from 'vitest';
import { sampleSpec } from '../../contract/agent.fixture.ts';
import { MIB, type Resources } from '../../contract/agent-spec.ts';
import type { VolumeCreate, VolumeInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { SPEC_LABEL } from '../objects/labels.ts';
import { hardenedInspect } from '../posture/inspect.fixture.ts';
import { GroupOverrides } from './group-overrides.ts';
import { LimitOverrides } from './limit-overrides.ts';

const HOUR = 3_600_000;
const sized = (mib: number): Resources => ({ ...sampleSpec().resources, memoryBytes: mib * MIB });

/** An engine whose clock differs from this machine's by so much, and containers as it makes them now. */
function engineWithClock(aheadMs: number) {
  const volumes = new Map<string, VolumeCreate>();
  const engine = {
    listVolumes: async () => [...volumes.values()] as unknown as VolumeInspect[],
    // An engine keeps the volume that is there.
    createVolume: async (body: VolumeCreate) => {
      if (!volumes.has(body.Name)) volumes.set(body.Name, body);
    },
    removeVolume: async (name: string) => void volumes.delete(name),
  } as unknown as Engine;
  const container = (afterMs: number, mib: number, group: string | null = null) =>
    hardenedInspect({
      Created: new Date(Date.now() + aheadMs + afterMs).toISOString(),
      config: { Labels: { [SPEC_LABEL]: JSON.stringify(sampleSpec({ resources: sized(mib), group })) } },
    });
  return { container, limits: new LimitOverrides(() => engine), groups: new GroupOverrides(() => engine) };
}

it.each([HOUR, 0, -HOUR])(
  'a second live limit is lost on no engine whose clock is %s ms ahead',
  async (aheadMs) => {
    const { container, limits } = engineWithClock(aheadMs);
    const created = container(0, 256);
    for (const mib of [300, 400, 500]) await limits.remember('a', created, sized(mib));
    expect((await limits.spec('a', created))?.resources).toEqual(sized(500));
  },
);

it.each([HOUR, 0, -HOUR])(
  'a new container has its own limits and group, by a clock %s ms ahead',
  async (aheadMs) => {
    const { container, limits, groups } = engineWithClock(aheadMs);
    await limits.remember('a', container(0, 256), sized(300));
    await groups.remember('a', container(0, 256), 'old');
    const recreated = container(10_000, 512, 'new');
    expect((await limits.spec('a', recreated))?.resources).toEqual(sized(512));
    expect(await groups.of('a', recreated)).toBe('new');
  },
);
