import type { AgentSpec, CopySource, HostFolder, Workspace } from '../../contract/agent-spec.ts';
import { AppFailure } from '../../contract/error.ts';
import { assertNever } from '../../lib/assert-never.ts';
import type { Workshop } from '../creation/workshop.ts';
import { agentUser } from '../objects/agent-user.ts';
import { checkFolder, FOLDER_FIELD } from './check-folder.ts';
import { refProblem, repositoryProblem } from './copy/repository-url.ts';
import { readFolder } from './folder-access.ts';

/** Throws what is wrong with a workspace; resolves to it with every folder named by its real path. */
export async function checkWorkspace(
  workshop: Workshop,
  spec: AgentSpec,
  confirmed: boolean,
): Promise<Workspace> {
  const { workspace } = spec;
  switch (workspace.kind) {
    case 'volume':
      return workspace;
    case 'host-folder':
      return await checkHostFolder(workshop, spec, workspace, confirmed);
    case 'copy':
      return { ...workspace, source: await checkSource(workshop, workspace.source, confirmed) };
    default:
      return assertNever(workspace);
  }
}

async function checkHostFolder(
  workshop: Workshop,
  spec: AgentSpec,
  workspace: HostFolder,
  confirmed: boolean,
): Promise<HostFolder> {
  const { machine } = workshop;
  const facts = workshop.facts();
  if (!facts.isLocal) {
    throw new AppFailure({
      type: 'workspace-refused',
      message:
        'The engine runs on another machine: it cannot see the folders of this one. Make a private copy, or use a new volume.',
      field: FOLDER_FIELD,
    });
  }
  // Docker Desktop and rootless engines reach the folder as the person, userns-remap as nobody in particular.
  const mapped = facts.isDesktop || facts.rootless || facts.userns;
  const user = mapped ? undefined : agentUser(spec, facts, machine.person);
  const check = (path: string, readOnly: boolean) =>
    realFolder(workshop, { path, readOnly, confirmed, user });
  const path = await check(workspace.path, workspace.readOnly);
  const folders = [];
  for (const folder of workspace.folders) {
    folders.push({ ...folder, path: await check(folder.path, folder.readOnly) });
  }
  return { ...workspace, path, folders };
}

async function checkSource(workshop: Workshop, source: CopySource, confirmed: boolean): Promise<CopySource> {
  switch (source.kind) {
    case 'folder': {
      // Read here by the person's own process; the agent gets what it read.
      const path = await realFolder(workshop, {
        path: source.path,
        readOnly: true,
        confirmed,
        user: undefined,
      });
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
  { machine }: Workshop,
  question: Pick<Parameters<typeof checkFolder>[0], 'path' | 'readOnly' | 'confirmed' | 'user'>,
): Promise<string> {
  const folder = await readFolder(question.path);
  const { uid: ownUid, home } = machine;
  checkFolder({ ...question, ownUid, home, engineSockets: machine.engineSockets() }, folder);
  return folder.realPath;
}
