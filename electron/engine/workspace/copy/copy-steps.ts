import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CopySource } from '../../../contract/agent-spec.ts';
import type { CopyRecord } from '../../../contract/copy-record.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Step, StepContext } from '../../operations/run-steps.ts';
import type { OpenToolbox } from '../../toolbox/open-toolbox.ts';
import type { Toolbox } from '../../toolbox/toolbox.ts';
import { copyMounts } from '../baseline.ts';
import type { Machine } from '../machine.ts';
import { checkOut } from './check-out.ts';
import { cloneRepository } from './clone.ts';
import { makeCloneFolder } from './clone-folder.ts';
import { folderNotes, folderState } from './folder-state.ts';
import { gitRules } from './git-ignore.ts';
import { makeBaseline } from './make-baseline.ts';
import { measureFolder } from './measure.ts';
import { CopyProblems } from './problems.ts';
import { tarFolder } from './tar-folder.ts';
import { unpackInto } from './unpack.ts';

export interface CopyDeps {
  toolbox: Pick<Toolbox, 'open' | 'prepare'>;
  machine: Pick<Machine, 'home'>;
  clock: Clock;
}

/** Interval of progress reports; a window draws no faster. */
const PROGRESS_EVERY_MS = 100;

export interface CopyPlan {
  agentId: string;
  source: CopySource;
  /** Makes the agent's user the owner of the workspace volume and resolves to that user, `uid:gid`. */
  giveToUser(): Promise<string>;
  /** Called when the copy and its baseline are complete. */
  onCopied(record: CopyRecord): void;
}

/**
 * Steps that fill a private copy's volumes; the volumes and the image come before them, the container after `baseline`.
 */
export function copySteps(deps: CopyDeps, plan: CopyPlan): Step[] {
  const { agentId, source } = plan;
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
              ? await copyFolder(deps, toolbox, { source, copiedAt, context })
              : await copyRepository(toolbox, { source, copiedAt, context, clone: join(folder, 'clone') });
        });
        await removeFolder();
      },
    },
    {
      id: 'baseline',
      label: 'Keep a baseline to compare with',
      after: ['copy'],
      async run({ signal, detail }) {
        const copied = record;
        if (!copied) throw new Error('a baseline before its copy');
        await withToolbox(signal, (toolbox) => makeBaseline(toolbox, copied, signal));
        detail(copied.notes.join(' '));
        plan.onCopied(copied);
      },
    },
  ];
}

async function copyFolder(
  deps: CopyDeps,
  toolbox: OpenToolbox,
  {
    source,
    copiedAt,
    context,
  }: { source: Extract<CopySource, { kind: 'folder' }>; copiedAt: number; context: StepContext },
): Promise<CopyRecord> {
  const { signal } = context;
  const { home } = deps.machine;
  const { respectGitignore, path } = source;
  const size = await measureFolder(path, { respectGitignore, home, signal, maxFiles: Infinity });
  const ignore = respectGitignore ? await gitRules(path, home) : undefined;
  const problems = new CopyProblems();
  const report = paced(deps, context, size);
  let copied = { files: 0, bytes: 0 };
  const archive = tarFolder(path, {
    signal,
    ...(ignore ? { ignore } : {}),
    onProblem: (name, problem) => problems.add(name, problem),
    onProgress: (progress) => {
      copied = { ...progress };
      report(progress);
    },
  });
  await unpackInto(toolbox, archive, signal);
  const state = await folderState(path);
  return {
    version: 1,
    source,
    copiedAt,
    ...copied,
    ...(state.commit ? { commit: state.commit } : {}),
    ...(state.branch ? { branch: state.branch } : {}),
    changedMeanwhile: problems.changed,
    notes: [...problems.notes(), ...(ignore?.notes ?? []), ...folderNotes(state)],
  };
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
  return { version: 1, source, copiedAt, bytes, ...state, changedMeanwhile: [], notes };
}

/** Reports progress at most once per interval, not for every file. */
function paced(
  deps: CopyDeps,
  { progress, detail }: StepContext,
  size: { files: number; bytes: number },
): (now: { files: number; bytes: number }) => void {
  let toldAt = 0;
  return ({ files, bytes }) => {
    const now = deps.clock.now();
    if (now - toldAt < PROGRESS_EVERY_MS && files < size.files) return;
    toldAt = now;
    progress({ unit: 'bytes', done: Math.min(bytes, size.bytes), total: size.bytes });
    detail(`${files.toLocaleString('en')} of ${Math.max(files, size.files).toLocaleString('en')} files`);
  };
}
