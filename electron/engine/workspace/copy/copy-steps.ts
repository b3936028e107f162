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
import { unpackInto } from './unpack.ts';

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
  let user = '';
  let record: CopyRecord | undefined;

  const withToolbox = async (signal: AbortSignal, work: (toolbox: OpenToolbox) => Promise<void>) => {
    const toolbox = await deps.toolbox.open({ agentId, mounts: copyMounts(agentId), user }, signal);
    try {
      await work(toolbox);
    } finally {
      await toolbox.close();
    }
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
        user = await plan.giveToUser();
        await withToolbox(context.signal, async (toolbox) => {
          record =
            source.kind === 'folder'
              ? await copyFolder(deps, toolbox, { ...workspace, source, copiedAt, context })
              : await copyRepository(toolbox, { source, copiedAt, context, clone: join(folder, 'clone') });
        });
        await removeFolder();
      },
    },
    {
      id: 'baseline',
      label: 'Keep a baseline to compare with',
      after: ['copy'],
      async run({ signal, progress, detail }) {
        const copied = record;
        if (!copied) throw new Error('a baseline before its copy');
        await withToolbox(signal, (toolbox) => makeBaseline(toolbox, copied, { signal, progress }));
        detail(copied.notes.join(' '));
        plan.onCopied(copied);
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
