import { type Check, finding } from './posture-subject.ts';

const memory: Check = ({ inspect }) => {
  const { Memory = 0, MemorySwap = 0 } = inspect.HostConfig;
  if (Memory <= 0)
    return [
      finding(
        'weak',
        'limit.memory',
        'No memory limit',
        'It can use all of the host’s memory until other programs are killed.',
      ),
    ];
  if (MemorySwap === -1)
    return [
      finding(
        'weak',
        'limit.swap',
        'Unlimited swap',
        'Past its memory limit it can fill the host’s swap and slow everything down.',
      ),
    ];
  // 0 means "as much swap as memory" to the engine.
  if (MemorySwap === 0 || MemorySwap > Memory)
    return [
      finding(
        'note',
        'limit.swap-extra',
        'May swap beyond its memory limit',
        'Slower rather than stopped when it runs out of memory.',
      ),
    ];
  return [
    finding(
      'good',
      'limit.memory-set',
      'Memory is limited',
      'No extra swap: at the limit it is stopped, and nothing else suffers.',
    ),
  ];
};

const processes: Check = ({ inspect }) =>
  (inspect.HostConfig.PidsLimit ?? 0) > 0
    ? [
        finding(
          'good',
          'limit.pids-set',
          'Processes are limited',
          `At most ${inspect.HostConfig.PidsLimit}: a fork bomb stays inside.`,
        ),
      ]
    : [
        finding(
          'weak',
          'limit.pids',
          'No process limit',
          'A fork bomb inside takes every process slot of the host.',
        ),
      ];

const cpus: Check = ({ inspect }) => {
  const { NanoCpus = 0, CpuQuota = 0 } = inspect.HostConfig;
  return NanoCpus > 0 || CpuQuota > 0
    ? []
    : [finding('weak', 'limit.cpus', 'No CPU limit', 'It can keep every processor of the host busy.')];
};

const outOfMemoryKiller: Check = ({ inspect }) =>
  inspect.HostConfig.OomKillDisable
    ? [
        finding(
          'weak',
          'limit.oom',
          'Not stopped when memory runs out',
          'Its out-of-memory killer is off: the kernel stops other programs instead.',
        ),
      ]
    : [];

export const limitChecks: readonly Check[] = [memory, processes, cpus, outOfMemoryKiller];
