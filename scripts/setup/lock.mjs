import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, startTicks } from './processes.mjs';
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
  if (publish(file, `${process.pid} ${startTicks(process.pid) ?? ''}`)) return true;
  const holder = readHolder(file);
  if (holder !== undefined && isAbandoned(file, holder)) takeAway(file, holder);
  return false;
}

/** Makes `file` with its whole contents at once, so that neither a crash nor a full disk leaves an empty lock. */
function publish(file, contents) {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, contents, { flag: 'wx' });
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The lock's contents, or undefined when it was released meanwhile. */
function readHolder(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAbandoned(file, holder) {
  const [pid, ticks] = holder.split(' ').map(Number);
  // Older versions made the file first and wrote the number then: an empty one is theirs, or of one that died between.
  if (!pid) return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 5_000;
  return !isAlive(pid) || (ticks > 0 && startTicks(pid) !== ticks);
}

/** Removes the lock of `holder`. Another process may have done so and taken it meanwhile: that lock is put back. */
function takeAway(file, holder) {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  const taken = readFileSync(aside, 'utf8');
  if (taken === holder) rmSync(aside);
  else renameSync(aside, file);
}
