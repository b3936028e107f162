import { readdirSync, readFileSync } from 'node:fs';

/**
 * The app's processes that are watched, by what they are.
 * @param {import('@playwright/test').ElectronApplication} app
 * @returns {Promise<Record<'main' | 'window' | 'engine host', number>>}
 */
export async function appProcesses(app) {
  const metrics = await app.evaluate(({ app: electron }) => electron.getAppMetrics());
  const pidOf = (predicate) => metrics.find(predicate)?.pid;
  return {
    main: pidOf(({ type }) => type === 'Browser'),
    window: pidOf(({ type }) => type === 'Tab'),
    'engine host': pidOf(({ name }) => name === 'Bulkhead engine host'),
  };
}

/** The program of a container, as this machine numbers it: the process with most memory in the container's cgroup. */
export function programOf(containerId) {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isInContainer(name, containerId));
  return pids.map(Number).sort((a, b) => residentBytes(b) - residentBytes(a))[0];
}

function isInContainer(pid, containerId) {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(containerId);
  } catch {
    // The process has ended.
    return false;
  }
}

export function residentBytes(pid) {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) * 1024;
}

export const descriptors = (pid) => readdirSync(`/proc/${pid}/fd`).length;
