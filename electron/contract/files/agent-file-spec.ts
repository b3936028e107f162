import { withActing } from '../acting.ts';
import {
  type AgentSpec,
  bareEgress,
  hostFolder,
  type Isolation,
  privateCopy,
  type SecretReference,
  type Workspace,
} from '../agent-spec.ts';
import type { UsableAgentType } from '../agent-type.ts';
import { DEFAULT_MASKS } from '../masks.ts';
import { defaultSpec, type PresetFacts } from '../presets.ts';
import type { SecretRecord } from '../secrets.ts';
import { parseMemory, parseTmpSize } from '../sizes.ts';
import type { AgentFile } from './agent-file.ts';

type Variables = AgentSpec['env'];

/** The sandbox of a preset with the file's values; a field that the file leaves out keeps the preset's. */
export function isolationWithFile(preset: Isolation, { isolation }: Pick<AgentFile, 'isolation'>): Isolation {
  const { seccomp, preset: _preset, ...switches } = isolation ?? {};
  const named = Object.fromEntries(Object.entries(switches).filter(([, value]) => value !== undefined));
  return { ...preset, ...named, ...(seccomp === undefined ? {} : { seccomp: { kind: seccomp } }) };
}

/** The type's variables and the file's. A variable without a value in the file keeps the type's value. */
export function environmentWithFile(
  ofType: readonly Variables[number][],
  { env }: Pick<AgentFile, 'env'>,
): Variables {
  const values = new Map(ofType.map(({ name, value }) => [name, value]));
  for (const [name, value] of Object.entries(env)) values.set(name, value || (values.get(name) ?? ''));
  return [...values].map(([name, value]) => ({ name, value }));
}

/** The person's secrets that the file names, always delivered through the gateway. */
export function secretsOfFile(
  { credentials }: Pick<AgentFile, 'credentials'>,
  secrets: readonly Pick<SecretRecord, 'id' | 'name'>[],
): SecretReference[] {
  return secrets
    .filter(({ name }) => credentials.includes(name))
    .map(({ id }) => ({ secretId: id, delivery: 'gateway' }));
}

/** The folder that the file names and that is not `folder`; a project's file may name only the project's own folder. */
export function foreignFolder({ workspace }: AgentFile, folder: string): string | undefined {
  const named =
    workspace?.kind === 'host-folder'
      ? workspace.path
      : workspace?.kind === 'copy'
        ? workspace.folder
        : undefined;
  return named === undefined || named === folder ? undefined : named;
}

/** The spec that the file describes; what it leaves out is the default of its type and preset. */
export function specOfFile(
  file: AgentFile,
  context: {
    /** The name of an agent whose file has none. */
    name: string;
    type: UsableAgentType;
    facts: PresetFacts;
    secrets: readonly Pick<SecretRecord, 'id' | 'name'>[];
    /** The folder of a workspace that names none. */
    folder: string;
  },
): AgentSpec {
  const spec = defaultSpec(context.type, file.isolation?.preset ?? 'balanced', context.facts);
  const memory = file.memory === undefined ? undefined : parseMemory(file.memory);
  const tmp = file.tmpSize === undefined ? undefined : parseTmpSize(file.tmpSize);
  const isolation = isolationWithFile(spec.isolation, file);
  const described: AgentSpec = {
    ...spec,
    name: file.name ?? context.name,
    purpose: file.purpose.trim(),
    tags: [...new Set(file.tags)],
    image: file.image ?? spec.image,
    command: file.command ?? spec.command,
    workspace: workspaceOf(file, context.folder),
    resources: {
      memoryBytes: memory?.ok ? memory.bytes : spec.resources.memoryBytes,
      cpus: file.cpus ?? spec.resources.cpus,
      pids: file.processes ?? spec.resources.pids,
    },
    isolation: tmp?.ok ? { ...isolation, tmpBytes: tmp.bytes } : isolation,
    egress: egressOf(file, spec, context.type),
    env: environmentWithFile(spec.env, file),
    ports: file.ports,
    secrets: secretsOfFile(file, context.secrets),
    group: file.group ?? null,
    life: file.life ?? spec.life,
  };
  return withActing(described, context.type, file.actsWithoutAsking);
}

/** The domains of the type stay without an egress in the file, for a later switch to the allowlist. */
function egressOf({ egress }: AgentFile, spec: AgentSpec, type: UsableAgentType): AgentSpec['egress'] {
  if (!egress)
    return { ...bareEgress(spec.egress.mode, [...type.egress.domains]), sets: [...type.egress.sets] };
  const { mode, allowedDomains, sets, rules, services } = egress;
  return { ...bareEgress(mode, allowedDomains), sets, rules, services };
}

function workspaceOf({ workspace }: AgentFile, folder: string): Workspace {
  switch (workspace?.kind) {
    case undefined:
    case 'volume':
      return { kind: 'volume' };
    case 'host-folder': {
      const { path = folder, readOnly, masks = [...DEFAULT_MASKS] } = workspace;
      return hostFolder(path, { readOnly, masks });
    }
    case 'copy': {
      const { folder: path = folder, repository, ref = '', respectGitignore, masks } = workspace;
      if (repository !== undefined) return privateCopy({ kind: 'repository', url: repository, ref });
      return privateCopy({ kind: 'folder', path, respectGitignore }, masks === undefined ? {} : { masks });
    }
  }
}
