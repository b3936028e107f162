import type { AgentSpec, CopySource, HostFolder, Workspace } from '../../contract/agent-spec.ts';
import type { EngineFacts } from '../../contract/engine.ts';
import { AppFailure } from '../../contract/error.ts';
import { assertNever } from '../../lib/assert-never.ts';
import type { Consent } from '../consent/consent.ts';
import { agentUser } from '../objects/agent-user.ts';
import { checkFolder, FOLDER_FIELD, type FolderQuestion } from './check-folder.ts';
import { refProblem, repositoryProblem } from './copy/repository-url.ts';
import { readFolder } from './folder-access.ts';
import type { Machine } from './machine.ts';

export interface WorkspaceCheckDeps {
  facts(): EngineFacts;
  machine: Machine;
}

export interface Confirmation {
  /** Whether the window reports that the person accepted the folders' risks. */
  confirmed: boolean;
  /** Asks the person again outside of the window, for serious risks. */
  consent?: Consent | undefined;
}

/** Throws the problem of a workspace; resolves to it with the real path of every folder. */
export async function checkWorkspace(
  deps: WorkspaceCheckDeps,
  spec: AgentSpec,
  confirmation: Confirmation,
): Promise<Workspace> {
  const { workspace } = spec;
  switch (workspace.kind) {
    case 'volume':
      return workspace;
    case 'host-folder':
      return await checkHostFolder(deps, spec, workspace, confirmation);
    case 'copy':
      return { ...workspace, source: await checkSource(deps, workspace.source, confirmation) };
    default:
      return assertNever(workspace);
  }
}

async function checkHostFolder(
  deps: WorkspaceCheckDeps,
  spec: AgentSpec,
  workspace: HostFolder,
  confirmation: Confirmation,
): Promise<HostFolder> {
  const { machine } = deps;
  const facts = deps.facts();
  if (!facts.isLocal) {
    throw new AppFailure({
      type: 'workspace-refused',
      message:
        'The engine runs on another machine: it cannot see the folders of this one. Make a private copy, or use a new volume.',
      field: FOLDER_FIELD,
    });
  }
  // Docker Desktop and rootless engines access the folder as the person, userns-remap as an unprivileged user.
  const mapped = facts.isDesktop || facts.rootless || facts.userns;
  const user = mapped ? undefined : agentUser(spec, facts, machine.person);
  const check = (path: string, readOnly: boolean) => realFolder(deps, { path, readOnly, user }, confirmation);
  const path = await check(workspace.path, workspace.readOnly);
  const folders = [];
  for (const folder of workspace.folders) {
    folders.push({ ...folder, path: await check(folder.path, folder.readOnly) });
  }
  return { ...workspace, path, folders };
}

async function checkSource(
  deps: WorkspaceCheckDeps,
  source: CopySource,
  confirmation: Confirmation,
): Promise<CopySource> {
  switch (source.kind) {
    case 'folder': {
      // The person's own process reads this folder, and the agent gets its content.
      const path = await realFolder(
        deps,
        {
          path: source.path,
          readOnly: true,
          user: undefined,
        },
        confirmation,
      );
      return { ...source, path };
    }
    case 'repository': {
      const url = source.url.trim();
      const problems = [
        ['workspace.url', repositoryProblem(url)],
        ['workspace.ref', refProblem(source.ref)],
      ] as const;
      for (const [field, message] of problems) {
        if (message) throw new AppFailure({ type: 'invalid-input', field, message });
      }
      return { ...source, url };
    }
    default:
      return assertNever(source);
  }
}

async function realFolder(
  { machine }: WorkspaceCheckDeps,
  question: Pick<FolderQuestion, 'path' | 'readOnly' | 'user'>,
  { confirmed, consent }: Confirmation,
): Promise<string> {
  const folder = await readFolder(question.path);
  const { uid: ownUid, home } = machine;
  const engineSockets = machine.engineSockets();
  const risk = checkFolder({ ...question, confirmed, ownUid, home, engineSockets }, folder);
  if (risk !== undefined)
    await consent?.ask({ message: 'Give the agent this folder?', detail: `${folder.realPath}\n\n${risk}` });
  return folder.realPath;
}
