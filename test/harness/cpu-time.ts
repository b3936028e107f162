/**
 * Starts to count the milliseconds of processor time of this process; the result reads the count. What else runs on
 * the machine hardly changes it, so that a generous bound tells linear work from work that explodes.
 */
export function startCpuTimer(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
}

/** The milliseconds of processor time that `work` takes. */
export function cpuMsOf(work: () => void): number {
  const elapsedMs = startCpuTimer();
  work();
  return elapsedMs();
}
