import type { EngineFacts, LimitKind } from '../../contract/engine.ts';
import { type Check, finding } from './posture-subject.ts';

const isUnenforced = ({ unenforcedLimits = [] }: EngineFacts, kind: LimitKind) =>
  unenforcedLimits.includes(kind);

const REASON = 'The engine has no control group for it.';

const memory: Check = ({ inspect, facts }) => {
  const { Memory = 0, MemorySwap = 0 } = inspect.HostConfig;
  if (Memory > 0 && isUnenforced(facts, 'memory'))
    return [
      finding(
        'weak',
        'limit.memory-unenforced',
        'Its memory limit does not hold',
        `${REASON} It can use all of the host’s memory until other programs are killed.`,
      ),
    ];
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

const processes: Check = ({ inspect, facts }) => {
  const { PidsLimit } = inspect.HostConfig;
  const bomb = 'A fork bomb inside takes every process slot of the host.';
  if ((PidsLimit ?? 0) <= 0) return [finding('weak', 'limit.pids', 'No process limit', bomb)];
  if (isUnenforced(facts, 'pids'))
    return [finding('weak', 'limit.pids-unenforced', 'Its process limit does not hold', `${REASON} ${bomb}`)];
  const detail = `At most ${PidsLimit}: a fork bomb stays inside.`;
  return [finding('good', 'limit.pids-set', 'Processes are limited', detail)];
};

const cpus: Check = ({ inspect, facts }) => {
  const { NanoCpus = 0, CpuQuota = 0 } = inspect.HostConfig;
  const detail = 'It can keep every processor of the host busy.';
  if (NanoCpus <= 0 && CpuQuota <= 0) return [finding('weak', 'limit.cpus', 'No CPU limit', detail)];
  if (!isUnenforced(facts, 'cpus')) return [];
  const title = 'Its CPU limit does not hold';
  return [finding('weak', 'limit.cpus-unenforced', title, `${REASON} ${detail}`)];
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
