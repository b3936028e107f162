import { basename, dirname, resolve } from 'node:path';
import type { AgentSpec } from '../contract/agent-spec.ts';
import type { ListedAgentType } from '../contract/agent-type.ts';
import { agentFileSchema } from '../contract/files/agent-file.ts';
import { foreignFolder, specOfFile } from '../contract/files/agent-file-spec.ts';
import type { PresetFacts } from '../contract/presets.ts';
import type { SecretRecord } from '../contract/secrets.ts';
import { UsageError } from './exit-code.ts';
import { readYamlFile } from './read-yaml-file.ts';

/** The file that a project keeps in its folder. It may name that folder and no other. */
const PROJECT_FILE = 'bulkhead.yaml';

/**
 * The spec that an agent's file describes. Throws `UsageError` for a file that is wrong, or that names what is not here:
 * a program that runs it would make another agent than the file says.
 */
export async function specFromFile(
  path: string,
  context: {
    name: string;
    types: readonly ListedAgentType[];
    facts: PresetFacts;
    /** Resolves to the person's secrets. It is called for a file that names credentials. */
    secrets(): Promise<readonly Pick<SecretRecord, 'id' | 'name'>[]>;
  },
): Promise<AgentSpec> {
  const { name, types, facts } = context;
  const file = await readYamlFile(path, agentFileSchema);
  const folder = path === '-' ? process.cwd() : dirname(resolve(path));
  const foreign = basename(path) === PROJECT_FILE ? foreignFolder(file, folder) : undefined;
  if (foreign !== undefined)
    throw new UsageError(
      `${path} asks for another folder of yours, ${foreign}. A project may only ask for its own.`,
    );
  const type = types.find(({ id }) => id === file.type);
  if (type?.status !== 'ok') throw new UsageError(`There is no agent type “${file.type}” here.`);
  const secrets = file.credentials.length > 0 ? await context.secrets() : [];
  const missing = file.credentials.find(
    (credential) => !secrets.some((secret) => secret.name === credential),
  );
  if (missing !== undefined) throw new UsageError(`There is no secret “${missing}” here.`);
  return specOfFile(file, { name, type, facts, secrets, folder });
}
