import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppFailure } from '../../contract/error.ts';
import { canAccess } from '../../lib/can-access.ts';
import type { Machine } from './machine.ts';
import type { Places } from './places.ts';

const run = promisify(execFile);

/**
 * Deletes the engine's folder. What containers and images wrote belongs to subordinate ids, so it is deleted as root of a
 * user namespace that has them.
 */
export async function removeData(
  { data, folder }: Places,
  { rootlesskit }: Machine['programs'],
  signal: AbortSignal,
): Promise<void> {
  if (await canAccess(data)) {
    if (!rootlesskit)
      throw new AppFailure({
        type: 'not-found',
        message: `Files of the engine belong to other ids, and rootlesskit, which could delete them, is no longer here. An administrator can: sudo rm -rf ${folder}`,
      });
    const state = await mkdtemp(join(tmpdir(), 'bulkhead-remove-'));
    try {
      await run(rootlesskit, [`--state-dir=${state}`, 'rm', '-rf', '--', data], { signal, cwd: '/' });
    } finally {
      await rm(state, { recursive: true, force: true });
    }
  }
  await rm(folder, { recursive: true, force: true });
}
