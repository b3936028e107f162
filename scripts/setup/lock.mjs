import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from './processes.mjs';
import { Stop } from './report.mjs';

/**
 * Runs `work` while holding `file` as a lock between processes. The lock of a process that died is taken over.
 * @template T
 * @param {() => Promise<T>} work
 */
export async function withLock(file, work, { timeoutMs = 20 * 60_000, pollMs = 250 } = {}) {
  const deadline = Date.now() + timeoutMs;
  while (!tryLock(file)) {
    if (Date.now() > deadline) throw new Stop(`another run holds ${file}; delete it if no such run exists`);
    await delay(pollMs);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function tryLock(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const holder = Number(readHolder(file));
  // An empty file was made an instant ago and has no number yet: its holder is alive.
  if (holder > 0 && !isAlive(holder)) rmSync(file, { force: true });
  return false;
}

function readHolder(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // The lock was released meanwhile.
    if (error.code === 'ENOENT') return '';
    throw error;
  }
}
