import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppFailure } from '../../../contract/error.ts';
import type { MountSpec } from '../../docker/api.ts';
import type { Toolbox } from '../../toolbox/toolbox.ts';
import { ScratchGit } from '../../workspace/git/scratch-git.ts';
import { gitFailure, RUN_SCRIPT, scriptEnvironment } from '../reader.ts';
import {
  BRANCH,
  IGNORED_COMMITTED,
  NO_COMMITS,
  NO_COMMON_COMMIT,
  NOTHING_TO_COMMIT,
} from '../scripts/branch.ts';
import { personOf } from './author.ts';
import { branchTaken, HostRepository } from './host-repository.ts';

/** The copy's own history holds one of so many newest commits of the host, or the two have gone different ways. */
export const KNOWN_COMMITS = 500;
const PACK_DEADLINE_MS = 30 * 60_000;

/** The branch of one repository: the folder's own, or that of a submodule. */
export interface BranchPart {
  /** The submodule's path, "" for the folder. */
  path: string;
  repository: HostRepository;
  scratch: ScratchGit;
  /** The newest commits of the host, a line each. */
  known: string;
  /** The branch's newest commit, once it is packed. */
  commit: string;
}

/** Looks at the host's repository. Throws `conflict`, `name-taken`. The caller removes `scratch`. */
export async function lookAtRepository(
  folder: string,
  path: string,
  branch: string,
  signal: AbortSignal,
): Promise<BranchPart> {
  const repository = await HostRepository.of(join(folder, path));
  await repository.assertUsable();
  const conflict = await repository.inTheWay(branch);
  if (conflict !== undefined) throw branchTaken(conflict);
  const head = await repository.head();
  if (head === undefined) throw explained(NO_COMMON_COMMIT);
  const shallow = await repository.refs.shallow();
  const scratch = await ScratchGit.create({ objects: repository.objects, shallow, like: head, signal });
  try {
    const known = await scratch.run(['rev-list', `--max-count=${KNOWN_COMMITS}`, head], { signal });
    return { path, repository, scratch, known, commit: '' };
  } catch (error) {
    await scratch.remove();
    throw error;
  }
}

export interface PackContext {
  toolbox: Pick<Toolbox, 'run'>;
  agentId: string;
  mounts: MountSpec[];
  message: string;
  /** The new commits of the submodules in this repository, by their path in it. */
  links: ReadonlyMap<string, string>;
  signal: AbortSignal;
}

/** Packs the agent's commits, and one of what it has not committed. Resolves to whether there are any. */
export async function packCommits(
  part: Pick<BranchPart, 'path' | 'scratch' | 'known' | 'commit'>,
  context: PackContext,
): Promise<boolean> {
  const { toolbox, agentId, mounts, message, links, signal } = context;
  const { scratch: git, known, path } = part;
  const { name, email } = await personOf(git.folder, signal);
  const received = join(git.folder, 'received');
  const output = createWriteStream(received, { flags: 'wx', mode: 0o600 });
  const lines = [...links].map(([link, commit]) => `${commit} ${link}`);
  try {
    const run = await toolbox.run(RUN_SCRIPT, {
      agentId,
      mounts,
      user: '0:0',
      capabilities: ['DAC_OVERRIDE'],
      env: [
        ...scriptEnvironment(BRANCH, [name, email, message]),
        `PLACE=${path}`,
        `LINKS=${lines.join('\n')}`,
      ],
      stdin: Buffer.from(known),
      deadlineMs: PACK_DEADLINE_MS,
      signal,
      onStdout: (chunk) =>
        new Promise<void>((resolve, reject) => {
          output.write(chunk, (error) => (error ? reject(error) : resolve()));
        }),
    });
    if (run.exitCode === NOTHING_TO_COMMIT) return false;
    if (run.exitCode !== 0)
      throw isExplained(run.exitCode) ? explained(run.exitCode, run.stderr) : gitFailure(run);
  } finally {
    await new Promise<void>((resolve) => output.end(() => resolve()));
  }
  part.commit = await firstLine(received);
  const stdin = { path: received, start: part.commit.length + 1 };
  await git.run(['index-pack', '--stdin', '--fix-thin', '--strict'], { signal, stdin });
  const newest = known.trim().split('\n').slice(0, 1);
  await git.run(['rev-list', '--objects', '--quiet', part.commit, '--not', ...newest], { signal });
  await rm(received);
  return true;
}

async function firstLine(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(65), 0, 65, 0);
    const line = buffer.toString('latin1', 0, bytesRead).split('\n')[0] ?? '';
    if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(line)) throw new Error('no commit was packed');
    return line;
  } finally {
    await file.close();
  }
}

const EXPLANATIONS: Readonly<Record<number, string>> = {
  [NO_COMMITS]: 'The agent’s copy is no repository with commits: apply the changes to the folder instead.',
  [NO_COMMON_COMMIT]:
    'The agent’s copy and the host’s repository have no commit in common any more: apply the changes to the folder instead.',
  [IGNORED_COMMITTED]:
    'The agent committed files that .gitignore leaves out, which nobody was shown. Let it take them out of its commits, or apply the changes to the folder instead.',
  [NOTHING_TO_COMMIT]: 'There is nothing that the host’s repository does not have.',
};

const isExplained = (exitCode: number) => exitCode in EXPLANATIONS;

/** `raw` is the other output of the script, such as names. */
export function explained(exitCode: number, raw = ''): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: EXPLANATIONS[exitCode] ?? 'The branch was not made.',
    ...(raw.trim() === '' ? {} : { raw: raw.trim() }),
  });
}
