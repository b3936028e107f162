import type { EngineFacts } from '../../electron/contract/engine.ts';

const HOW =
  'Install gVisor (gvisor.dev) or Kata Containers on the engine’s machine and register it as a runtime in daemon.json; it then appears here.';

/** Describes the protection of the chosen tier, and how to get a stronger one. */
export function tierAdvice(runtime: string, facts: EngineFacts | undefined): string {
  const tier = facts?.runtimes.find(({ name }) => name === (runtime || facts.defaultRuntime))?.tier;
  if (tier === 'gvisor')
    return 'gVisor answers system calls with a kernel of its own. Programs that need unusual calls may not run, and file access is slower.';
  if (tier === 'microvm')
    return 'A virtual machine of its own: the strongest tier. It starts slower and takes more memory.';
  const better = facts?.runtimes.find((each) => each.tier !== 'container');
  const shared = 'A container shares the host’s kernel: a hole in that kernel is a way out.';
  return better
    ? `${shared} This engine also has “${better.name}”, which closes that way.`
    : `${shared} ${HOW}`;
}
