import { AppFailure } from '../../contract/error.ts';
import type { Operation } from '../../contract/operation.ts';
import { parseImageReference } from '../docker/image-reference.ts';
import { inspectIfPresent } from '../images/present.ts';
import type { CallHandlers } from '../rpc/handlers.ts';
import { FOLDER_FIELD } from '../workspace/check-folder.ts';
import { measureFolder } from '../workspace/copy/measure.ts';
import { readFolder } from '../workspace/folder-access.ts';
import { folderFacts, readGitState } from '../workspace/folder-facts.ts';
import type { AgentProvisioner, ProvisionDeps } from './agent-provisioner.ts';
import { checkAgent, describeAgent } from './check-agent.ts';
import { proposeName } from './propose-name.ts';

/** Counting this many files takes some seconds; a person does not wait longer for an estimate. */
const MAX_MEASURED = 200_000;

type CreateHandlers = Pick<
  CallHandlers,
  | 'agent.propose-name'
  | 'agent.check'
  | 'agent.create'
  | 'agent.duplicate'
  | 'agent.recreate'
  | 'agent.update'
  | 'workspace.measure'
  | 'workspace.facts'
  | 'image.present'
>;

export function createAgentHandlers(parts: {
  deps: ProvisionDeps;
  provisioner: AgentProvisioner;
  /** Called with the creation of an agent that must be verified after its start. */
  verifyCreated?: (operation: Operation) => void;
}): CreateHandlers {
  const { deps, provisioner } = parts;
  return {
    'agent.propose-name': () => ({ name: proposeName(new Set(deps.agents().map(({ name }) => name))) }),
    'agent.check': async (input, signal) => {
      const spec = await checkAgent(deps, input, signal);
      return await describeAgent(deps, spec, signal);
    },
    'agent.create': async (input, signal) => {
      const operation = await provisioner.create(input, signal);
      if (input.verify) parts.verifyCreated?.(operation);
      return { operationId: operation.id };
    },
    'agent.duplicate': async ({ agentId, name }, signal) => ({
      operationId: (await provisioner.duplicate(agentId, name, signal)).id,
    }),
    'agent.recreate': async ({ agentId, change }, signal) => ({
      operationId: (await provisioner.recreate(agentId, change, signal)).id,
    }),
    'agent.update': async ({ agentId, change }, signal) => {
      if (change.group !== undefined) await provisioner.changeGroup(agentId, change.group, signal);
      if (Object.keys(change.resources).length > 0)
        await provisioner.update(agentId, change.resources, signal);
      return {};
    },
    'workspace.measure': async ({ path, respectGitignore }, signal) => {
      const folder = await readableFolder(path);
      const { home } = deps.machine;
      return await measureFolder(folder, { respectGitignore, home, maxFiles: MAX_MEASURED, signal });
    },
    'workspace.facts': async ({ path, use }, signal) => ({
      facts: folderFacts(await readGitState(await readableFolder(path), deps.machine.home, signal), use),
    }),
    'image.present': async ({ reference }, signal) => {
      parseImageReference(reference);
      return { present: (await inspectIfPresent(deps.engine(), reference, signal)) !== undefined };
    },
  };
}

/** The real path of a folder. Throws `invalid-input` when there is none that the person may read. */
async function readableFolder(path: string): Promise<string> {
  const folder = await readFolder(path);
  if (folder.kind === 'folder' && folder.ownAccess.read) return folder.realPath;
  throw new AppFailure({
    type: 'invalid-input',
    field: FOLDER_FIELD,
    message: `There is no folder ${path} that you may read.`,
  });
}
