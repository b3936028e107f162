import type { MountSpec } from '../docker/api.ts';
import { objectNames } from '../objects/object-names.ts';
import { WORKSPACE_PATH } from '../objects/paths.ts';

/** Mount point of a private copy's baseline in a toolbox: a separate volume, which no agent ever mounts. */
export const BASELINE_PATH = '/baseline';
/**
 * A bare repository of all copied files, created right after the copy: one commit on this branch, with unchanged bytes
 * (no filters, no converted line endings). It omits folders called `.git`, empty folders and permissions other than
 * "executable".
 */
export const BASELINE_REPOSITORY = `${BASELINE_PATH}/repository.git`;
export const BASELINE_REF = 'refs/heads/baseline';
/**
 * Attributes in our git directory override the agent's. git detects text by content, so that "*.sh -diff" hides
 * nothing, and no filter, keyword or encoding changes the bytes that a person sees.
 */
export const NOTHING_HIDDEN = '* !diff -ident -filter -working-tree-encoding';
/** The same attributes, with unchanged line ends too. */
export const BYTES_AS_THEY_ARE = `${NOTHING_HIDDEN} -text -eol -crlf`;
/** Facts about the copy besides its files; see `copyRecordSchema`. */
export const COPY_RECORD_PATH = `${BASELINE_PATH}/copy.json`;

/** What git tracks and the copy does not have, because the agent does not see it: names that end with NUL. */
export const HIDDEN_FILES_PATH = `${BASELINE_PATH}/hidden`;

/** Mounts of a private copy's two volumes in a toolbox. */
export function copyMounts(agentId: string, options: { workspaceReadOnly?: boolean } = {}): MountSpec[] {
  const names = objectNames(agentId);
  return [
    {
      Type: 'volume',
      Source: names.workspace,
      Target: WORKSPACE_PATH,
      ReadOnly: options.workspaceReadOnly ?? false,
      // NoCopy, because the toolbox's image has no content for the volume.
      VolumeOptions: { NoCopy: true },
    },
    { Type: 'volume', Source: names.baseline, Target: BASELINE_PATH },
  ];
}

/**
 * A git command for a toolbox, on the baseline's repository with the workspace as its work tree. It ignores settings
 * that the agent can write: the repository's own attributes override the workspace's, and hooks and fsmonitor are off.
 * The index stores the files' times, so a comparison reads only changed files.
 */
export function baselineGit(...words: string[]): string[] {
  return [
    'git',
    `--git-dir=${BASELINE_REPOSITORY}`,
    `--work-tree=${WORKSPACE_PATH}`,
    ...['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'safe.directory=*'],
    ...words,
  ];
}
