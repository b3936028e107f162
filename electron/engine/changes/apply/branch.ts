import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppFailure } from '../../../contract/error.ts';
import type { MountSpec } from '../../docker/api.ts';
import type { OperationRequest } from '../../operations/operations.ts';
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
import { refuseWriters } from './folder-writers.ts';
import { branchTaken, HostRepository } from './host-repository.ts';

/** The copy's own history holds one of so many newest commits of the host, or the two have gone different ways. */
const KNOWN_COMMITS = 500;
const PACK_DEADLINE_MS = 30 * 60_000;

export interface BranchRequest {
  agent: { id: string; name: string };
  /** The repository on this machine. */
  folder: string;
  branch: string;
  message: string;
  /** The copy read-only, and the baseline volume, which has room for what is new. */
  mounts(signal: AbortSignal): Promise<MountSpec[]>;
  /** Agents that can write to the folder now. */
  writers(): string[];
  /** Throws `conflict` when the agent's files are not those that the person looked at. */
  assertSeen(signal: AbortSignal): Promise<void>;
}

/**
 * Brings what an agent made of a copied repository into the host's as a new branch: nothing is checked out, nothing of
 * the repository's settings is read, and every object is checked as it comes in.
 */
export function branchRequest(toolbox: Toolbox, request: BranchRequest): OperationRequest {
  const { agent, folder, branch, message } = request;
  let opened: HostRepository | undefined;
  let scratch: ScratchGit | undefined;
  let known = '';
  let commit = '';
  const clean = async () => await scratch?.remove();
  return {
    kind: 'branch',
    title: `Make the branch ${branch} of ${agent.name}`,
    agentId: agent.id,
    steps: [
      {
        id: 'look',
        label: 'Look at the repository',
        async run({ signal }) {
          refuseWriters(request.writers(), folder);
          const repository = await HostRepository.of(folder);
          opened = repository;
          await repository.assertUsable();
          const conflict = await repository.inTheWay(branch);
          if (conflict !== undefined) throw branchTaken(conflict);
          const head = await repository.head();
          if (head === undefined) throw explained(NO_COMMON_COMMIT);
          const shallow = await repository.refs.shallow();
          scratch = await ScratchGit.create({ objects: repository.objects, shallow, like: head, signal });
          known = await scratch.run(['rev-list', `--max-count=${KNOWN_COMMITS}`, head], { signal });
        },
        undo: clean,
      },
      {
        id: 'pack',
        label: 'Pack the agent’s commits',
        after: ['look'],
        async run({ signal }) {
          const git = defined(scratch);
          const { name, email } = await personOf(git.folder, signal);
          const received = join(git.folder, 'received');
          const output = createWriteStream(received, { flags: 'wx', mode: 0o600 });
          await request.assertSeen(signal);
          try {
            const run = await toolbox.run(RUN_SCRIPT, {
              agentId: agent.id,
              mounts: await request.mounts(signal),
              user: '0:0',
              capabilities: ['DAC_OVERRIDE'],
              env: scriptEnvironment(BRANCH, [name, email, message]),
              stdin: Buffer.from(known),
              deadlineMs: PACK_DEADLINE_MS,
              signal,
              onStdout: (chunk) =>
                new Promise<void>((resolve, reject) => {
                  output.write(chunk, (error) => (error ? reject(error) : resolve()));
                }),
            });
            if (run.exitCode !== 0)
              throw isExplained(run.exitCode) ? explained(run.exitCode, run.stderr) : gitFailure(run);
          } finally {
            await new Promise<void>((resolve) => output.end(() => resolve()));
          }
          // The list is read before and after packing, so that the pack holds what the person saw.
          await request.assertSeen(signal);
          commit = await firstLine(received);
          const stdin = { path: received, start: commit.length + 1 };
          await git.run(['index-pack', '--stdin', '--fix-thin', '--strict'], { signal, stdin });
          await git.run(
            ['rev-list', '--objects', '--quiet', commit, '--not', ...known.trim().split('\n').slice(0, 1)],
            {
              signal,
            },
          );
          await rm(received);
        },
      },
      {
        id: 'bring-in',
        label: 'Bring them into the repository',
        after: ['pack'],
        async run() {
          refuseWriters(request.writers(), folder);
          const repository = defined(opened);
          await repository.addPacks(defined(scratch).packs);
          await repository.createBranch(branch, commit);
          await clean();
        },
        async undo() {
          if (commit) await opened?.removeBranch(branch, commit);
        },
      },
    ],
  };
}

function defined<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a step ran before the one that it needs');
  return value;
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
function explained(exitCode: number, raw = ''): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: EXPLANATIONS[exitCode] ?? 'The branch was not made.',
    ...(raw.trim() === '' ? {} : { raw: raw.trim() }),
  });
}
