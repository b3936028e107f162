import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppFailure } from '../../../contract/error.ts';
import type { MountSpec } from '../../docker/api.ts';
import type { OperationRequest } from '../../operations/operations.ts';
import type { Toolbox } from '../../toolbox/toolbox.ts';
import { gitFailure, RUN_SCRIPT, scriptEnvironment } from '../reader.ts';
import { BRANCH, NO_COMMITS, NO_COMMON_COMMIT, NOTHING_TO_COMMIT } from '../scripts.ts';
import { hostGit } from './host-git.ts';

/** The copy's own history holds one of so many newest commits of the host, or the two have gone different ways. */
const KNOWN_COMMITS = 500;
const BUNDLE_DEADLINE_MS = 30 * 60_000;

export interface BranchRequest {
  agent: { id: string; name: string };
  /** The repository on this machine. */
  folder: string;
  branch: string;
  message: string;
  /** The copy read-only, and the baseline volume, which has room for what is new. */
  mounts(signal: AbortSignal): Promise<MountSpec[]>;
}

/**
 * Brings what an agent made of a copied repository into the host's as a new branch: nothing is checked out, no hook
 * runs, and every object is checked as it comes in.
 */
export function branchRequest(toolbox: Toolbox, request: BranchRequest): OperationRequest {
  const { agent, folder, branch, message } = request;
  const ref = `refs/heads/${branch}`;
  let scratch = '';
  let known = '';
  let fetched = false;
  const clean = async () => {
    if (scratch) await rm(scratch, { recursive: true, force: true });
  };
  return {
    kind: 'branch',
    title: `Make the branch ${branch} of ${agent.name}`,
    agentId: agent.id,
    steps: [
      {
        id: 'look',
        label: 'Look at the repository',
        async run({ signal }) {
          await hostGit(folder, ['check-ref-format', '--branch', branch], signal);
          const there = await hostGit(folder, ['rev-parse', '-q', '--verify', ref], signal, [1]);
          if (there.trim()) {
            throw new AppFailure({
              type: 'name-taken',
              field: 'branch',
              message: `The repository has a branch “${branch}” already. Choose another name.`,
            });
          }
          known = await hostGit(folder, ['rev-list', `--max-count=${KNOWN_COMMITS}`, 'HEAD'], signal);
        },
      },
      {
        id: 'pack',
        label: 'Pack the agent’s commits',
        after: ['look'],
        async run({ signal }) {
          scratch = await mkdtemp(join(tmpdir(), 'bulkhead-branch-'));
          const name = (await hostGit(folder, ['config', 'user.name'], signal, [1])).trim();
          const email = (await hostGit(folder, ['config', 'user.email'], signal, [1])).trim();
          const bundle = createWriteStream(join(scratch, 'bundle'), { mode: 0o600 });
          try {
            const run = await toolbox.run(RUN_SCRIPT, {
              agentId: agent.id,
              mounts: await request.mounts(signal),
              user: '0:0',
              capabilities: ['DAC_OVERRIDE'],
              env: scriptEnvironment(BRANCH, [name || 'Bulkhead', email || 'bulkhead@localhost', message]),
              stdin: Buffer.from(known),
              deadlineMs: BUNDLE_DEADLINE_MS,
              signal,
              onStdout: (chunk) =>
                new Promise<void>((resolve, reject) => {
                  bundle.write(chunk, (error) => (error ? reject(error) : resolve()));
                }),
            });
            if (run.exitCode !== 0) throw explained(run.exitCode) ?? gitFailure(run);
          } finally {
            await new Promise<void>((resolve) => bundle.end(() => resolve()));
          }
        },
        undo: clean,
      },
      {
        id: 'fetch',
        label: 'Bring them into the repository',
        after: ['pack'],
        async run({ signal }) {
          const checks = ['-c', 'fetch.fsckObjects=true', '-c', 'transfer.fsckObjects=true'];
          const quiet = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'];
          fetched = true;
          await hostGit(
            folder,
            [...checks, 'fetch', ...quiet, join(scratch, 'bundle'), `refs/heads/export:${ref}`],
            signal,
          );
          await clean();
        },
        async undo() {
          if (fetched) await hostGit(folder, ['update-ref', '-d', ref], new AbortController().signal);
        },
      },
    ],
  };
}

function explained(exitCode: number): AppFailure | undefined {
  const words: Readonly<Record<number, string>> = {
    [NO_COMMITS]: 'The agent’s copy is no repository with commits: apply the changes to the folder instead.',
    [NO_COMMON_COMMIT]:
      'The agent’s copy and the host’s repository have no commit in common any more: apply the changes to the folder instead.',
    [NOTHING_TO_COMMIT]: 'There is nothing that the host’s repository does not have.',
  };
  const message = words[exitCode];
  return message === undefined ? undefined : new AppFailure({ type: 'conflict', message });
}
