import type { AgentFile } from '../../../electron/contract/files/agent-file.ts';
import { DEFAULT_MASKS } from '../../../electron/contract/masks.ts';
import { type Allowance, type Lines, linesOf, plain, risk } from './allowance.ts';

type Workspace = NonNullable<AgentFile['workspace']>;
type FolderWorkspace = Extract<Workspace, { kind: 'host-folder' }>;
type CopyWorkspace = Extract<Workspace, { kind: 'copy' }>;

/** The lines about the agent's workspace. `project`: the project folder of the file. */
export function workspaceAllowances(workspace: Workspace, project: string | undefined): Allowance[] {
  switch (workspace.kind) {
    case 'volume':
      return [plain('Works in a new, empty volume.')];
    case 'host-folder':
      return linesOf(folderLines(project), workspace);
    case 'copy':
      return linesOf(copyLines(project), workspace);
  }
}

function folderLines(project: string | undefined): Lines<FolderWorkspace> {
  return {
    kind: (_kind, { path = project ?? 'a folder of yours', readOnly }) => [
      readOnly ? plain(`Reads ${path}.`) : risk(`Reads and changes ${path}.`),
    ],
    path: () => [],
    readOnly: () => [],
    masks: maskLines,
  };
}

function copyLines(project: string | undefined): Lines<CopyWorkspace> {
  return {
    kind: (_kind, { repository, folder = project ?? 'a folder' }) => [
      repository === undefined ? plain(`Works in a copy of ${folder}.`) : repositoryLine(repository),
    ],
    folder: () => [],
    repository: () => [],
    ref: (ref) => [plain(`Takes the branch or tag ${ref || 'that is checked out'}.`)],
    respectGitignore: (respects, { repository }) =>
      repository !== undefined
        ? []
        : respects
          ? [plain('Leaves out what .gitignore names.')]
          : [plain('Also copies what .gitignore names, which may hold keys.')],
    masks: (masks, { repository }) => (repository === undefined ? maskLines(masks) : []),
  };
}

function maskLines(masks: readonly string[]): Allowance[] {
  const hidden = masks.filter((mask) => !mask.startsWith('!'));
  const shown = [
    ...DEFAULT_MASKS.filter((mask) => !masks.includes(mask)),
    ...masks.filter((mask) => mask.startsWith('!')).map((mask) => mask.slice(1)),
  ];
  return [
    ...(hidden.length > 0 ? [plain(`Does not see: ${hidden.join(', ')}.`)] : []),
    ...(shown.length > 0 ? [risk(`Sees what is hidden otherwise: ${shown.join(', ')}.`)] : []),
  ];
}

/** The line of a repository, which the app reads with the person's folders, keys and logins. */
function repositoryLine(url: string): Allowance {
  const text = url.trim();
  if (/^(file:|\/|~|\.|[A-Za-z]:[\\/])/i.test(text)) {
    return risk(`Works in a copy of the repository ${text} on this machine, with all of its history.`);
  }
  if (/^https?:/i.test(text)) {
    return risk(`Works in a copy of the repository ${text}, fetched with your logins.`);
  }
  if (/^git:/i.test(text)) return risk(`Works in a copy of the repository ${text}, fetched unencrypted.`);
  return risk(`Works in a copy of the repository ${text}, fetched with your SSH keys.`);
}
