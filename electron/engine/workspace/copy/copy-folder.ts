import type { CopySource, PrivateCopy } from '../../../contract/agent-spec.ts';
import type { CopyRecord } from '../../../contract/copy-record.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { StepContext } from '../../operations/run-steps.ts';
import type { OpenToolbox } from '../../toolbox/open-toolbox.ts';
import type { Machine } from '../machine.ts';
import { folderNotes, folderState } from './folder-state.ts';
import { gitRules } from './git-ignore.ts';
import { type HiddenFromCopy, hiddenFromCopy } from './hidden-from-copy.ts';
import { measureFolder } from './measure.ts';
import { CopyProblems } from './problems.ts';
import { repositoryElsewhere, standaloneGit } from './standalone-git.ts';
import { tarFolder } from './tar-folder.ts';
import { unpackInto } from './unpack.ts';
import { unpackGit } from './unpack-git.ts';
import type { IgnoreRules } from './walk.ts';

export interface CopyFolderDeps {
  machine: Pick<Machine, 'home'>;
  clock: Clock;
}

export interface FolderToCopy extends Pick<PrivateCopy, 'masks' | 'standIns'> {
  source: Extract<CopySource, { kind: 'folder' }>;
  copiedAt: number;
  context: StepContext;
}

/** Interval of progress reports; a window draws no faster. */
const PROGRESS_EVERY_MS = 100;

/** Copies a folder of this machine into the workspace, without what is hidden, with a git directory that stands on its own. */
export async function copyFolder(
  deps: CopyFolderDeps,
  toolbox: OpenToolbox,
  { source, copiedAt, context, ...what }: FolderToCopy,
): Promise<CopyRecord> {
  const { signal } = context;
  const { home } = deps.machine;
  const { respectGitignore, path } = source;
  context.detail('Counting the files');
  const size = await measureFolder(path, { respectGitignore, home, signal, maxFiles: Infinity });
  const ignore = respectGitignore ? await gitRules(path, home) : undefined;
  const hidden = await hiddenFromCopy(path, what, signal);
  const state = await folderState(path);
  const elsewhere = repositoryElsewhere(path, state);
  const git = elsewhere && (await standaloneGit(elsewhere, signal));
  const problems = new CopyProblems();
  const report = paced(deps, context, size);
  let copied = { files: 0, bytes: 0 };
  let { tracked } = hidden;
  try {
    const archive = tarFolder(path, {
      signal,
      ignore: withHidden(hidden, ignore, git !== undefined),
      added: hidden.added.filter((file) => !git || !file.path.startsWith('.git/')),
      onProblem: (name, problem) => problems.add(name, problem),
      onProgress: (progress) => {
        copied = { ...progress };
        report(progress);
      },
    });
    await unpackInto(toolbox, archive, signal);
    if (git) tracked = [...tracked, ...(await unpackGit(toolbox, git, hidden.paths, signal))];
  } finally {
    await git?.scratch.remove();
  }
  return {
    version: 1,
    source,
    copiedAt,
    ...copied,
    ...(state.commit ? { commit: state.commit } : {}),
    ...(state.branch ? { branch: state.branch } : {}),
    changedMeanwhile: problems.changed,
    hidden: tracked,
    notes: [
      ...hidden.notes,
      ...problems.notes(),
      ...(ignore?.notes ?? []),
      ...folderNotes(state, git !== undefined),
    ],
  };
}

/** The rules of what a copy leaves out: what is hidden, what git ignores, and a git directory that another one replaces. */
function withHidden(
  hidden: HiddenFromCopy,
  ignore: IgnoreRules | undefined,
  withoutGit: boolean,
): IgnoreRules {
  return {
    enter: async (folder, names) => await ignore?.enter(folder, names),
    leaves: (path, isDirectory) => {
      const text = path.toString();
      if (hidden.leaves(text) || (withoutGit && text === '.git')) return true;
      return ignore?.leaves(path, isDirectory) ?? false;
    },
  };
}

/** Reports progress at most once per interval, not for every file. */
function paced(
  deps: Pick<CopyFolderDeps, 'clock'>,
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
