import { readFileSync } from 'node:fs';

/**
 * The fields of `/proc/PID/stat` after the program's name, which may hold anything: state, parent, group, session,
 * terminal, group of the terminal and so on (proc_pid_stat(5)). Undefined without such a process, and on other systems
 * than Linux.
 */
export function processStat(pid: number | 'self'): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
