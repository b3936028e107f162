import { pathFromBytes } from '../../../contract/change-path.ts';
import type { MountSpec } from '../../docker/api.ts';
import type { OperationRequest } from '../../operations/operations.ts';
import type { Toolbox } from '../../toolbox/toolbox.ts';
import { gitFailure, RUN_SCRIPT, scriptEnvironment } from '../reader.ts';
import { NOTHING_TO_COMMIT, SUBMODULES } from '../scripts/branch.ts';
import { type BranchPart, explained, lookAtRepository, packCommits } from './branch-part.ts';
import { refuseWriters } from './folder-writers.ts';

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
  /**
   * Resolves to the paths of all changes. Throws `conflict` when the agent's files are not those that the person looked at.
   */
  assertSeen(signal: AbortSignal): Promise<readonly string[]>;
}

/**
 * Brings what an agent made of a copied repository into the host's as a new branch: nothing is checked out, nothing of
 * the repository's settings is read, and every object is checked as it comes in. A changed submodule gets a branch of the
 * same name, and the branch of the repository around it leads to that one.
 */
export function branchRequest(toolbox: Toolbox, request: BranchRequest): OperationRequest {
  const { agent, folder, branch, message } = request;
  let own: BranchPart | undefined;
  /** Submodules with changes, the inner ones first, and then the folder itself. */
  const parts: BranchPart[] = [];
  const clean = async () => {
    for (const { scratch } of own && !parts.includes(own) ? [...parts, own] : parts) await scratch.remove();
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
          refuseWriters(request.writers(), folder);
          own = await lookAtRepository(folder, '', branch, signal);
        },
        undo: clean,
      },
      {
        id: 'pack',
        label: 'Pack the agent’s commits',
        after: ['look'],
        async run({ signal }) {
          const outermost = defined(own);
          const changed = await request.assertSeen(signal);
          const mounts = await request.mounts(signal);
          const context = { toolbox, agentId: agent.id, mounts, message, signal };
          for (const path of await submodulesIn(toolbox, { agentId: agent.id, mounts, signal })) {
            if (!changed.some((each) => each.startsWith(`${path}/`))) continue;
            const part = await lookAtRepository(folder, path, branch, signal);
            parts.push(part);
            const links = linksIn(path, parts);
            if (!(await packCommits(part, { ...context, links }))) {
              parts.pop();
              await part.scratch.remove();
            }
          }
          if (!(await packCommits(outermost, { ...context, links: linksIn('', parts) })))
            throw explained(NOTHING_TO_COMMIT);
          parts.push(outermost);
          // The list is read before and after packing, so that the pack holds what the person saw.
          await request.assertSeen(signal);
        },
      },
      {
        id: 'bring-in',
        label: 'Bring them into the repository',
        after: ['pack'],
        async run() {
          refuseWriters(request.writers(), folder);
          for (const { repository, scratch, commit } of parts) {
            await repository.addPacks(scratch.packs);
            await repository.createBranch(branch, commit);
          }
          await clean();
        },
        async undo() {
          for (const { repository, commit } of parts) {
            if (commit) await repository.removeBranch(branch, commit);
          }
        },
      },
    ],
  };
}

/** The new commits of the submodules that lie directly in the repository at this path, by their path in it. Pure. */
export function linksIn(
  path: string,
  parts: readonly Pick<BranchPart, 'path' | 'commit'>[],
): Map<string, string> {
  const prefix = path === '' ? '' : `${path}/`;
  const inside = parts.filter((part) => part.commit !== '' && part.path.startsWith(prefix));
  const direct = inside.filter(
    (part) => !inside.some((other) => part !== other && part.path.startsWith(`${other.path}/`)),
  );
  return new Map(direct.map((part) => [part.path.slice(prefix.length), part.commit]));
}

/** Paths of the submodules that are checked out in the agent's copy, the inner ones first. */
export async function submodulesIn(
  toolbox: Toolbox,
  { agentId, mounts, signal }: { agentId: string; mounts: MountSpec[]; signal: AbortSignal },
): Promise<string[]> {
  const run = await toolbox.run(RUN_SCRIPT, {
    agentId,
    mounts,
    user: '0:0',
    capabilities: ['DAC_OVERRIDE'],
    env: scriptEnvironment(SUBMODULES, []),
    signal,
  });
  if (run.exitCode !== 0) throw gitFailure(run);
  const names = run.stdout.toString('latin1').split('\0').slice(0, -1);
  return names.map((name) => pathFromBytes(Buffer.from(name, 'latin1')));
}

function defined<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a step ran before the one that it needs');
  return value;
}
