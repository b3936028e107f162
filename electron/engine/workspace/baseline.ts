import type { MountSpec } from '../docker/api.ts';
import { objectNames } from '../objects/object-names.ts';
import { WORKSPACE_PATH } from '../objects/paths.ts';

/** Where a toolbox finds the baseline of a private copy: a volume of its own, which no agent ever mounts. */
export const BASELINE_PATH = '/baseline';
/**
 * A bare repository of everything that was copied, made right after the copy: one commit on this branch, with the
 * bytes as they are (no filters, no line endings changed). Folders called `.git`, empty folders and permissions other
 * than "executable" are not in it.
 */
export const BASELINE_REPOSITORY = `${BASELINE_PATH}/repository.git`;
export const BASELINE_REF = 'refs/heads/baseline';
/**
 * Attributes of a git directory of ours go before the agent's. git tells text from binary by content, so that
 * "*.sh -diff" hides nothing, and no filter, keyword or encoding stands between a person and the bytes.
 */
export const NOTHING_HIDDEN = '* !diff -ident -filter -working-tree-encoding';
/** The same, with line ends as they are too. */
export const BYTES_AS_THEY_ARE = `${NOTHING_HIDDEN} -text -eol -crlf`;
/** What is to be known about the copy besides its files; see `copyRecordSchema`. */
export const COPY_RECORD_PATH = `${BASELINE_PATH}/copy.json`;

/** A private copy's two volumes, as a toolbox mounts them. */
export function copyMounts(agentId: string, options: { workspaceReadOnly?: boolean } = {}): MountSpec[] {
  const names = objectNames(agentId);
  return [
    {
      Type: 'volume',
      Source: names.workspace,
      Target: WORKSPACE_PATH,
      ReadOnly: options.workspaceReadOnly ?? false,
      // The toolbox's image has nothing to put there.
      VolumeOptions: { NoCopy: true },
    },
    { Type: 'volume', Source: names.baseline, Target: BASELINE_PATH },
  ];
}

/**
 * A git command on the baseline's repository with the workspace as its work tree, for a toolbox. Nothing that the
 * agent can write is asked how to do it: its attributes are overruled by the repository's own, there are no hooks and
 * no fsmonitor. The index knows the files' times, so comparing reads only what changed.
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
