import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CopySource, PrivateCopy } from '../../../contract/agent-spec.ts';
import type { CopyRecord } from '../../../contract/copy-record.ts';
import type { Step, StepContext } from '../../operations/run-steps.ts';
import type { OpenToolbox } from '../../toolbox/open-toolbox.ts';
import type { Toolbox } from '../../toolbox/toolbox.ts';
import { copyMounts } from '../baseline.ts';
import { checkOut } from './check-out.ts';
import { cloneRepository } from './clone.ts';
import { makeCloneFolder } from './clone-folder.ts';
import { type CopyFolderDeps, copyFolder } from './copy-folder.ts';
import { makeBaseline } from './make-baseline.ts';
import { tarFolder } from './tar-folder.ts';
import { COPY_DEADLINE_MS, unpackInto } from './unpack.ts';

/** Time for both steps: each has deadlines of its own. */
const LIFETIME_MS = 3 * COPY_DEADLINE_MS;

export interface CopyDeps extends CopyFolderDeps {
  toolbox: Pick<Toolbox, 'open' | 'prepare'>;
}

export interface CopyPlan {
  agentId: string;
  workspace: Pick<PrivateCopy, 'source' | 'masks' | 'standIns'>;
  /** Makes the agent's user the owner of the workspace volume and resolves to that user, `uid:gid`. */
  giveToUser(): Promise<string>;
  /** Called when the copy and its baseline are complete. */
  onCopied(record: CopyRecord): void;
}

/**
 * Steps that fill a private copy's volumes; the volumes and the image come before them, the container after `baseline`.
 */
export function copySteps(deps: CopyDeps, plan: CopyPlan): Step[] {
  const { agentId, workspace } = plan;
  const { source } = workspace;
  let folder = '';
  let record: CopyRecord | undefined;
  /** Both steps work in it, since a container costs the engine more than what is done in it for a small folder. */
  let toolbox: OpenToolbox | undefined;

  const closeToolbox = async () => {
    await toolbox?.close();
    toolbox = undefined;
  };
  const removeFolder = async () => {
    if (folder !== '') await rm(folder, { recursive: true, force: true });
    folder = '';
  };

  return [
    {
      id: 'toolbox',
      label: 'Prepare the toolbox',
      run: ({ signal }) => deps.toolbox.prepare(signal),
    },
    ...(source.kind === 'repository'
      ? [
          {
            id: 'fetch',
            label: 'Fetch the repository',
            async run({ signal, progress, detail }: StepContext) {
              folder = await makeCloneFolder();
              await cloneRepository(source, join(folder, 'clone'), {
                signal,
                environment: process.env,
                onProgress: ({ text, done, total }) => {
                  detail(text);
                  progress({ unit: 'parts', done, total });
                },
              });
            },
            undo: removeFolder,
          },
        ]
      : []),
    {
      id: 'copy',
      label: 'Copy the files',
      after: ['toolbox', 'prepare-image', 'volumes', ...(source.kind === 'repository' ? ['fetch'] : [])],
      async run(context) {
        const copiedAt = deps.clock.now();
        const user = await plan.giveToUser();
        const request = { agentId, mounts: copyMounts(agentId), user, lifetimeMs: LIFETIME_MS };
        toolbox = await deps.toolbox.open(request, context.signal);
        record =
          source.kind === 'folder'
            ? await copyFolder(deps, toolbox, { ...workspace, source, copiedAt, context })
            : await copyRepository(toolbox, { source, copiedAt, context, clone: join(folder, 'clone') });
        await removeFolder();
      },
      // The volumes can only be removed after it.
      undo: closeToolbox,
    },
    {
      id: 'baseline',
      label: 'Keep a baseline to compare with',
      after: ['copy'],
      async run({ signal, progress, detail }) {
        if (!record || !toolbox) throw new Error('a baseline before its copy');
        await makeBaseline(toolbox, record, { signal, progress });
        await closeToolbox();
        detail(record.notes.join(' '));
        plan.onCopied(record);
      },
    },
  ];
}

async function copyRepository(
  toolbox: OpenToolbox,
  {
    source,
    copiedAt,
    context,
    clone,
  }: { source: CopySource; copiedAt: number; context: StepContext; clone: string },
): Promise<CopyRecord> {
  const { signal } = context;
  let bytes = 0;
  await unpackInto(
    toolbox,
    tarFolder(join(clone, '.git'), {
      signal,
      prefix: '.git/',
      onProblem: (name, problem) => {
        throw new Error(`${name.toString()} of the fetched repository: ${problem}`);
      },
      onProgress: (progress) => {
        bytes = progress.bytes;
      },
    }),
    signal,
  );
  context.detail('Writing the files');
  const { notes, ...state } = await checkOut(toolbox, signal);
  return { version: 1, source, copiedAt, bytes, ...state, hidden: [], changedMeanwhile: [], notes };
}
