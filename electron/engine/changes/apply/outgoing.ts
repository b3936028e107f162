import { AppFailure } from '../../../contract/error.ts';
import type { MountSpec } from '../../docker/api.ts';
import type { Toolbox } from '../../toolbox/toolbox.ts';
import { type GitNetwork, ScratchGit } from '../../workspace/git/scratch-git.ts';
import { NO_COMMON_COMMIT, NOTHING_TO_COMMIT } from '../scripts/branch.ts';
import { submodulesIn } from './branch.ts';
import { explained, KNOWN_COMMITS, packCommits } from './branch-part.ts';
import { HostRepository } from './host-repository.ts';

/** The ref of a scratch repository that holds the newest commit of the server's branch. */
const BASE_REF = 'refs/heads/base';

export interface OutgoingRequest {
  agentId: string;
  /** The repository on this machine; undefined for a copy of one elsewhere. */
  folder: string | undefined;
  /** Where it is pushed to, and the branch there that it goes on from. */
  remote: { url: string; base: string; network: GitNetwork };
  message: string;
  mounts: MountSpec[];
  /** The paths of all changes; rejects when they are not those that the person looked at. */
  assertSeen(): Promise<readonly string[]>;
  signal: AbortSignal;
}

/** An agent's work in a repository of the app's own, from which it can be pushed. */
export interface Outgoing {
  scratch: ScratchGit;
  commit: string;
  /** The newest commit of the server's branch. */
  base: string;
}

/**
 * Packs an agent's commits, and one of what it has not committed, into a repository that has no settings but ours and every
 * commit of the server's branch. Objects of the person's repository are borrowed, so that little is fetched. The caller
 * removes `scratch`.
 */
export async function packOutgoing(toolbox: Toolbox, request: OutgoingRequest): Promise<Outgoing> {
  const { agentId, folder, remote, message, mounts, signal } = request;
  const { scratch, head } = await borrow(folder, signal);
  try {
    const fetch = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--end-of-options', remote.url];
    const { network } = remote;
    await scratch.run([...fetch, `+refs/heads/${remote.base}:${BASE_REF}`], { signal, network });
    const tips = head === undefined ? [BASE_REF] : [head, BASE_REF];
    const known = await scratch.run(['rev-list', `--max-count=${KNOWN_COMMITS}`, ...tips], { signal });
    const changed = await request.assertSeen();
    const paths = await submodulesIn(toolbox, { agentId, mounts, signal });
    const inside = paths.find((path) => changed.some((each) => each.startsWith(`${path}/`)));
    if (inside !== undefined) throw submoduleChanged(inside);
    const part = { path: '', scratch, known, commit: '' };
    const context = { toolbox, agentId, mounts, message, links: new Map(), signal };
    if (!(await packCommits(part, context))) throw explained(NOTHING_TO_COMMIT);
    // The list is read before and after packing, so that the pack holds what the person saw.
    await request.assertSeen();
    const base = (await scratch.run(['rev-parse', BASE_REF], { signal })).trim();
    return { scratch, commit: part.commit, base };
  } catch (error) {
    await scratch.remove();
    throw error;
  }
}

async function borrow(
  folder: string | undefined,
  signal: AbortSignal,
): Promise<{ scratch: ScratchGit; head: string | undefined }> {
  if (folder === undefined)
    return {
      scratch: await ScratchGit.create({ objects: undefined, shallow: '', like: '', signal }),
      head: undefined,
    };
  const repository = await HostRepository.of(folder);
  await repository.assertUsable();
  const head = await repository.head();
  if (head === undefined) throw explained(NO_COMMON_COMMIT);
  const { objects, refs } = repository;
  const scratch = await ScratchGit.create({ objects, shallow: await refs.shallow(), like: head, signal });
  // What the person has need not be fetched.
  await scratch.setRefs(new Map([['refs/heads/here', head]]), '');
  return { scratch, head };
}

function submoduleChanged(path: string): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: `The submodule “${path}” changed, and it has a server of its own. Make a branch of the changes, and push both yourself.`,
  });
}
