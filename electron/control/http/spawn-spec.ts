import { z } from 'zod';
import { withActing } from '../../contract/acting.ts';
import {
  type AgentSpec,
  agentNameSchema,
  environmentNameSchema,
  type HostFolder,
  MIB,
} from '../../contract/agent-spec.ts';
import type { ListedAgentType } from '../../contract/agent-type.ts';
import { type AppError, AppFailure } from '../../contract/error.ts';
import { groupNameSchema } from '../../contract/group.ts';
import { DEFAULT_MASKS } from '../../contract/masks.ts';
import { defaultSpec } from '../../contract/presets.ts';
import { type MemoryParse, parseMemory, parseTmpSize } from '../../contract/sizes.ts';

/** Body of `POST /agents`: a short description of an agent. */
export const spawnSchema = z.strictObject({
  name: agentNameSchema,
  /** Id of an agent type. `claude` and `gemini` abbreviate `claude-code` and `gemini-cli`. */
  type: z.string().min(1).max(40),
  resources: z
    .strictObject({
      memory: z.string().max(40).optional(),
      cpu: z.number().positive().max(1024).optional(),
      /** The size of /tmp, such as "1g". */
      tmpSize: z.string().max(40).optional(),
    })
    .default({}),
  /** `/path/here:/path/inside`, with `:ro` for a folder that the agent cannot write. */
  volumes: z.array(z.string().max(8_000)).max(20).default([]),
  env: z.record(environmentNameSchema, z.string().max(100_000)).default({}),
  /** Whether its program acts without asking. Left out: unless it can change a folder of this machine. */
  actsWithoutAsking: z.boolean().optional(),
  /** The group to join: agents of one group reach each other directly, by name. */
  network: z.string().max(100).optional(),
});
export type Spawn = z.infer<typeof spawnSchema>;

/** Limits, and the group, for requests without any. */
export interface SpawnDefaults {
  group: string | null;
  memoryBytes: number;
  cpus: number;
}

/**
 * `DEFAULT_MEMORY` (512m), `DEFAULT_CPU` (0.5) and `DOCKER_NETWORK` (no group). Throws `invalid-input` on values that are
 * no limits, and `network-error` on a name that no group can have.
 */
export function spawnDefaults(env: NodeJS.ProcessEnv): SpawnDefaults {
  return {
    group: env.DOCKER_NETWORK ? groupFrom(env.DOCKER_NETWORK, 'DOCKER_NETWORK') : null,
    memoryBytes: env.DEFAULT_MEMORY ? sizeOf(parseMemory(env.DEFAULT_MEMORY), 'DEFAULT_MEMORY') : 512 * MIB,
    cpus: env.DEFAULT_CPU ? cpusOf(env.DEFAULT_CPU) : 0.5,
  };
}

const SHORT_NAMES: Readonly<Record<string, string>> = { claude: 'claude-code', gemini: 'gemini-cli' };

/**
 * Returns the spec of a spawned agent: the type's defaults and the request's values. Throws `AppFailure` with a
 * `field`.
 */
export function spawnSpec(
  spawn: Spawn,
  types: readonly ListedAgentType[],
  defaults: SpawnDefaults,
): AgentSpec {
  const id = SHORT_NAMES[spawn.type] ?? spawn.type;
  const type = types.find((each) => each.id === id);
  if (type?.status !== 'ok') {
    throw new AppFailure({
      type: 'image-not-found',
      field: 'type',
      message: `There is no usable agent type “${spawn.type}”.`,
    });
  }
  const base = defaultSpec(type, 'balanced');
  const { memory, cpu, tmpSize } = spawn.resources;
  const spec: AgentSpec = {
    ...base,
    name: spawn.name,
    env: [
      ...base.env.filter(({ name }) => !Object.hasOwn(spawn.env, name)),
      ...Object.entries(spawn.env).map(([name, value]) => ({ name, value })),
    ],
    group: spawn.network === undefined ? defaults.group : groupFrom(spawn.network, 'network'),
    resources: {
      ...base.resources,
      memoryBytes:
        memory === undefined ? defaults.memoryBytes : sizeOf(parseMemory(memory), 'resources.memory'),
      cpus: cpu ?? defaults.cpus,
    },
    isolation:
      tmpSize === undefined
        ? base.isolation
        : { ...base.isolation, tmpBytes: sizeOf(parseTmpSize(tmpSize), 'resources.tmpSize') },
    workspace: spawn.volumes.length === 0 ? base.workspace : folderWorkspace(spawn.volumes),
  };
  return withActing(spec, type, spawn.actsWithoutAsking);
}

/** Names of the request for fields of the spec; a number is the index of a volume. */
const REQUEST_FIELDS: readonly [RegExp, string][] = [
  [/^resources\.memoryBytes$/, 'resources.memory'],
  [/^resources\.cpus$/, 'resources.cpu'],
  [/^isolation\.tmpBytes$/, 'resources.tmpSize'],
  [/^group$/, 'network'],
  [/^workspace\.folders\.(\d+)\b.*$/, 'volumes.$1'],
  [/^workspace\b.*$/, 'volumes.0'],
];

/** Returns the error with the name that its field has in the request. */
export function inRequest(error: AppError): AppError {
  const { field } = error;
  const [pattern, name = ''] = REQUEST_FIELDS.find(([each]) => field && each.test(field)) ?? [];
  return field && pattern ? { ...error, field: field.replace(pattern, name) } : error;
}

/** Mounts each folder at the path in the request. The first folder is also the workspace. */
function folderWorkspace(volumes: readonly string[]): HostFolder {
  const folders = volumes.map((volume, index) => {
    const [, path = '', target = '', mode = ''] = /^([^:]+):([^:]+)(?::(ro|rw))?$/.exec(volume) ?? [];
    if (path === '') {
      throw new AppFailure({
        type: 'invalid-input',
        field: `volumes.${index}`,
        message: 'Write a volume as /path/here:/path/inside, with :ro for a folder that stays as it is.',
      });
    }
    return { path, target, readOnly: mode === 'ro' };
  });
  const [first] = folders;
  return {
    kind: 'host-folder',
    path: first?.path ?? '',
    readOnly: first?.readOnly ?? true,
    mirrorPath: false,
    masks: [...DEFAULT_MASKS],
    standIns: [],
    folders,
  };
}

function groupFrom(text: string, field: string): string {
  const parsed = groupNameSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  const message = parsed.error.issues[0]?.message ?? 'No group can have this name.';
  throw new AppFailure({ type: 'network-error', field, message });
}

function sizeOf(parsed: MemoryParse, field: string): number {
  if (parsed.ok) return parsed.bytes;
  throw new AppFailure({ type: 'invalid-input', field, message: parsed.message });
}

function cpusOf(text: string): number {
  const cpus = Number(text);
  if (cpus > 0 && Number.isFinite(cpus)) return cpus;
  throw new AppFailure({
    type: 'invalid-input',
    field: 'DEFAULT_CPU',
    message: 'Write a number of CPUs, such as 0.5.',
  });
}
