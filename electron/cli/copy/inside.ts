import { posix } from 'node:path';
import type { RpcClient } from '../../client/rpc-client.ts';
import type { ArchiveStat } from '../../contract/archive.ts';
import { AppFailure } from '../../contract/error.ts';

/** As the kernel. */
const MAXIMUM_LINKS = 40;

export interface Inside {
  /** Without a final link. */
  path: string;
  entry: ArchiveStat['entry'];
  owner: ArchiveStat['owner'];
}

/** Describes a path in an agent. Final links are followed inside of the agent. Rejects with `conflict` on a circle. */
export async function statInside(
  client: Pick<RpcClient, 'call'>,
  agentId: string,
  path: string,
  signal: AbortSignal,
): Promise<Inside> {
  let at = posix.normalize(path);
  for (let links = 0; links < MAXIMUM_LINKS; links += 1) {
    const { entry, owner } = await client.call('archive.stat', { agentId, path: at }, signal);
    if (entry?.kind !== 'symlink') return { path: at, entry, owner };
    at = posix.resolve('/', posix.dirname(at), entry.target);
  }
  throw new AppFailure({ type: 'conflict', message: `The symlinks at ${path} lead in a circle.` });
}
