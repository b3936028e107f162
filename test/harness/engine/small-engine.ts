import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { startEngine, stopEngine } from '../../../scripts/engine/control.mjs';
import { enginePlace } from '../../../scripts/engine/place.mjs';
import { takeWorkerEngine } from './engine.ts';

/** An engine of its own, whose data are on a file system of their own. Only root can make one. */
export interface SmallEngine {
  /** The engine's data. */
  readonly data: string;
  /** Takes all room that is left. */
  fill(): void;
  makeRoom(): void;
  stop(): Promise<void>;
}

/** Starts it as this worker's engine, until `stop`. */
export async function startSmallEngine(name: string, size = '1500m'): Promise<SmallEngine> {
  const named = process.env.BULKHEAD_TEST_ENGINE;
  const { version } = await startEngine(name);
  const data = join(enginePlace(name).folder, `root-${version}`);
  await stopEngine(name);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', data]);
  process.env.BULKHEAD_TEST_ENGINE = name;
  await takeWorkerEngine(0);
  const filler = join(data, 'filler');
  return {
    data,
    fill: () => {
      const { bavail, bsize } = statfsSync(data);
      if (bavail > 0) execFileSync('fallocate', ['-l', String(bavail * bsize), filler]);
    },
    makeRoom: () => rmSync(filler, { force: true }),
    stop: async () => {
      await stopEngine(name);
      execFileSync('umount', [data]);
      if (named === undefined) delete process.env.BULKHEAD_TEST_ENGINE;
      else process.env.BULKHEAD_TEST_ENGINE = named;
    },
  };
}
