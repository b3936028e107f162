import { processStat } from './process-stat.ts';

/** Whether a process of this machine runs, whoever owns it. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !isZombie(pid);
}

/** A zombie has ended and waits for its parent to ask how, which in a container without an init never comes. */
function isZombie(pid: number): boolean {
  return ['Z', 'X'].includes(processStat(pid)?.[0] ?? '');
}
