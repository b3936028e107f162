import type { EngineFacts } from '../../electron/contract/engine.ts';

const tierNames = { container: 'Container', gvisor: 'gVisor', microvm: 'microVM' };

const tierNotes = {
  container: 'Shares the host’s kernel',
  gvisor: 'A kernel of its own in user space',
  microvm: 'A kernel of its own in a virtual machine',
};

/** The engine's runtimes as isolation tiers, weakest first. Aliases of runc are shown once. */
export function tierOptions(
  facts: EngineFacts | undefined,
): { value: string; label: string; description: string }[] {
  const order = ['container', 'gvisor', 'microvm'];
  return (facts?.runtimes ?? [])
    .filter((runtime) => runtime.name !== 'io.containerd.runc.v2' || facts?.defaultRuntime === runtime.name)
    .filter((runtime) => runtime.name !== 'io.containerd.runtime.v1.linux')
    .sort((a, b) => order.indexOf(a.tier) - order.indexOf(b.tier))
    .map((runtime) => ({
      value: runtime.name,
      label: `${tierNames[runtime.tier]} (${runtime.name})`,
      description: tierNotes[runtime.tier],
    }));
}
