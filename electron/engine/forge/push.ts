import { AppFailure } from '../../contract/error.ts';
import type { PullRequest } from '../../contract/forge.ts';
import type { GitNetwork, ScratchGit } from '../workspace/git/scratch-git.ts';

/** The commit of a branch on the server; undefined when it has no such branch. */
export async function branchOnServer(
  scratch: ScratchGit,
  url: string,
  branch: string,
  { network, signal }: { network: GitNetwork; signal: AbortSignal },
): Promise<string | undefined> {
  const ref = `refs/heads/${branch}`;
  const output = await scratch.run(['ls-remote', '--end-of-options', url, ref], { signal, network });
  const line = output.split('\n').find((each) => each.endsWith(`\t${ref}`));
  return line?.split('\t')[0];
}

/** Throws unless the branch is new on the server, or as it was pushed for the agent the last time. Pure. */
export function assertOurs(
  branch: string,
  onServer: string | undefined,
  pushed: Pick<PullRequest, 'commit'> | undefined,
): void {
  if (onServer === undefined || onServer === pushed?.commit) return;
  throw new AppFailure({
    type: 'name-taken',
    field: 'branch',
    message: pushed
      ? `Somebody else pushed to “${branch}” since. Choose another name, such as “${nextName(branch)}”.`
      : `The server has a branch “${branch}” already. Choose another name, such as “${nextName(branch)}”.`,
  });
}

/** "fix/2" becomes "fix/2-2", and that "fix/2-3". Pure. */
export function nextName(branch: string): string {
  const numbered = /^(.*)-(\d{1,6})$/.exec(branch);
  return numbered ? `${numbered[1]}-${Number(numbered[2]) + 1}` : `${branch}-2`;
}

/** Pushes a commit as a branch, which must still be as it was on the server. */
export async function pushBranch(
  scratch: ScratchGit,
  options: { url: string; commit: string; branch: string; onServer: string | undefined },
  { network, signal }: { network: GitNetwork; signal: AbortSignal },
): Promise<void> {
  const { url, commit, branch, onServer = '' } = options;
  const ref = `refs/heads/${branch}`;
  const lease = `--force-with-lease=${ref}:${onServer}`;
  await scratch.run(['push', '--quiet', '--no-verify', lease, '--end-of-options', url, `${commit}:${ref}`], {
    signal,
    network,
  });
}
