import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { cacheRoot } from '../setup/cache.mjs';
import { Stop } from '../setup/report.mjs';

/**
 * Everything that belongs to one named test engine. Several can run at once: nothing is shared between two
 * names but the registry's images, which are only read, and `roots` (data-root.mjs), of which each engine has one.
 */
export function enginePlace(name) {
  // The name is part of a unix socket's path, which the kernel limits to 107 bytes, and of a cgroup's name.
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(name)) {
    throw new Stop(
      `"${name}" is no engine name: use up to 31 of a-z, 0-9 and "-", beginning with a letter or digit`,
    );
  }
  const folder = join(cacheRoot(), 'engines', name);
  const [, worker] = /^checkout-[0-9a-f]+-(\d+)$/.exec(name) ?? [];
  return {
    name,
    folder,
    /** Of a checkout's engine, its number there. */
    worker: worker === undefined ? undefined : Number(worker),
    roots: join(cacheRoot(), 'engine-roots'),
    lock: `${folder}.lock`,
    state: join(folder, 'state.json'),
    ready: join(folder, 'ready.json'),
    log: join(folder, 'log.txt'),
    socket: join(folder, 'docker.sock'),
    dockerHost: `unix://${join(folder, 'docker.sock')}`,
    outsideSocket: join(folder, 'outside.sock'),
    internet: join(folder, 'internet'),
    cgroup: `/bulkhead-${name}`,
  };
}

/** The engine that a command means: `--name`, else BULKHEAD_TEST_ENGINE, else `dev`. */
export function engineName(option, env = process.env) {
  return option ?? env.BULKHEAD_TEST_ENGINE ?? 'dev';
}

/** How many engines a test run starts for itself: tests on an engine wait for half of their time. */
const ENGINES = 4;

/**
 * The engines of a test run, one for each of its workers: those that BULKHEAD_TEST_ENGINE lists, separated by commas.
 * Otherwise each checkout has its own, so that two runs do not meet.
 */
export function testEngineNames(env = process.env, folder = process.cwd()) {
  if (env.BULKHEAD_TEST_ENGINE) return env.BULKHEAD_TEST_ENGINE.split(',');
  const checkout = createHash('sha256').update(folder).digest('hex').slice(0, 8);
  return Array.from({ length: ENGINES }, (_, index) => `checkout-${checkout}-${index + 1}`);
}
