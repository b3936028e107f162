import { readFileSync } from 'node:fs';

/** Processor time in ms: of this thread where the system tells it, elsewhere of the process with all its threads. */
function cpuMs(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1_000_000;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
}

/**
 * Starts to count the milliseconds of processor time of this thread; the result reads the count. What else runs on
 * the machine hardly changes it, so that a generous bound tells linear work from work that explodes.
 */
export function startCpuTimer(): () => number {
  const before = cpuMs();
  return () => cpuMs() - before;
}

/** The milliseconds of processor time that `work` takes. */
export function cpuMsOf(work: () => void): number {
  const elapsedMs = startCpuTimer();
  work();
  return elapsedMs();
}
