import { expect, it } from 'vitest';
import { agentSpecSchema, isolationPresetSchema } from './agent-spec.ts';
import { defaultSpec, presetIsolation } from './presets.ts';

const withGvisor = {
  runtimes: [
    { name: 'runc', tier: 'container' as const },
    { name: 'runsc', tier: 'gvisor' as const },
  ],
};

it('gives a valid spec for every type and preset once it has a name and an image', () => {
  for (const type of ['shell', 'custom'] as const) {
    for (const preset of isolationPresetSchema.options) {
      const spec = { ...defaultSpec(type, preset), name: 'a', image: 'busybox' };
      expect(agentSpecSchema.parse(spec)).toEqual(spec);
    }
  }
});

it('keeps Strict without a way out, tightened, and under gVisor where the engine has it', () => {
  const spec = defaultSpec('shell', 'strict', withGvisor);
  expect(spec.egress.mode).toBe('off');
  expect(spec.isolation).toMatchObject({
    seccomp: { kind: 'tightened' },
    runtime: 'runsc',
    readOnlyRoot: true,
  });
  expect(presetIsolation('strict', { runtimes: [] }).runtime).toBe('');
});

it('only loosens the root file system and the egress in Open', () => {
  const { readOnlyRoot, ...open } = presetIsolation('open', withGvisor);
  const { readOnlyRoot: locked, ...balanced } = presetIsolation('balanced', withGvisor);
  expect([readOnlyRoot, locked]).toEqual([false, true]);
  expect({ ...open, preset: 'balanced' }).toEqual(balanced);
});
