import { z } from 'zod';
import { agentLifeSchema, MANUAL_LIFE } from './agent-life.ts';
import { type EgressMode, egressModeSchema } from './egress-mode.ts';
import { agentRuleSchema, hostServiceSchema, temporaryRuleSchema } from './egress-rule.ts';
import { egressSetIdSchema } from './egress-sets.ts';
import { groupNameSchema } from './group.ts';
import { DEFAULT_MASKS, masksSchema } from './masks.ts';
import { mcpGrantSchema } from './mcp-grant.ts';
import { portMappingsSchema } from './ports.ts';

export const MIB = 1024 * 1024;
/** The engine refuses less (Docker Engine, "Minimum memory limit allowed is 6MB"). */
export const MINIMUM_MEMORY_BYTES = 6 * MIB;

/** Container names allow `[a-zA-Z0-9][a-zA-Z0-9_.-]+`; ours are shorter so that they fit a sidebar and a host name (63). */
export const agentNameSchema = z
  .string()
  .min(1, 'Give the agent a name.')
  .max(63, 'A name has at most 63 characters.')
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/,
    'A name starts with a letter or digit and holds only letters, digits, "-", "_" and ".".',
  );

export const environmentNameSchema = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'Letters, digits and "_", not starting with a digit.');
export const environmentVariableSchema = z.object({ name: environmentNameSchema, value: z.string() });

export const secretIdSchema = z.string().regex(/^[a-f0-9]{24}$/);
/**
 * How an agent receives a secret. With `gateway` the agent has a placeholder and never the value. The other two are
 * weaker, since the agent has the value and can send it to any host that it reaches: `file` is a file in memory under
 * `SECRETS_PATH`; `environment` can also be read by every user who may inspect the container.
 */
export const secretDeliverySchema = z.enum(['gateway', 'file', 'environment']);
export type SecretDelivery = z.infer<typeof secretDeliverySchema>;

/** The folder of secrets that are delivered as files; always a tmpfs. */
export const SECRETS_PATH = '/run/secrets';

/** A spec's reference to a secret: its id, its delivery, and an environment variable that replaces the secret's own. */
export const secretReferenceSchema = z.object({
  secretId: secretIdSchema,
  envName: environmentNameSchema.optional(),
  delivery: secretDeliverySchema.default('gateway'),
});
export type SecretReference = z.infer<typeof secretReferenceSchema>;

/** Folders of a container that belong to the image, the engine or the app: host folders are never mounted there. */
const OCCUPIED =
  /^\/(bin|boot|dev|etc|lib|lib32|lib64|libx32|proc|root|run|sbin|sys|tmp|usr|var|workspace|home\/agent)(\/|$)/;

/** Whether a host folder can be mounted at this path inside an agent. */
export function isMountPoint(path: string): boolean {
  const parts = path.split('/').slice(1);
  const isPlain = parts.every((part, index) =>
    part === '' ? index === parts.length - 1 : part !== '.' && part !== '..',
  );
  return path.startsWith('/') && path !== '/' && isPlain && !OCCUPIED.test(path);
}

/** An additional host folder, mounted at `target`, or else at its own path. */
export const extraFolderSchema = z.object({
  path: z.string().min(1),
  readOnly: z.boolean().default(false),
  target: z
    .string()
    .max(4_000)
    .refine(isMountPoint, 'No folder can be mounted there. Choose a path such as /data.')
    .optional(),
});

/** The source of a private copy. It never holds a credential: the schema refuses addresses with a password. */
export const copySourceSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('folder'),
    path: z.string().min(1),
    /** Leaves out files that git ignores, except for ignored files that git tracks. */
    respectGitignore: z.boolean().default(false),
  }),
  z.object({
    kind: z.literal('repository'),
    url: z.string().min(1).max(2000),
    /** Branch or tag; empty: the repository's default branch. */
    ref: z.string().max(300).default(''),
  }),
]);
export type CopySource = z.infer<typeof copySourceSchema>;

export const workspaceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('volume') }),
  z.object({
    kind: z.literal('host-folder'),
    path: z.string().min(1),
    readOnly: z.boolean().default(false),
    /** Mounts the folder at its own absolute path as well as at /workspace. */
    mirrorPath: z.boolean().default(true),
    masks: masksSchema.default([]),
    /** Hidden files in whose place the agent sees the file beside them that ends with ".sandbox". */
    standIns: z.array(z.string()).max(200).default([]),
    folders: z.array(extraFolderSchema).max(20).default([]),
  }),
  /**
   * A volume filled once, at creation. A second volume, which agents never see, keeps the original content (see
   * engine/workspace/baseline.ts).
   */
  z.object({
    kind: z.literal('copy'),
    source: copySourceSchema,
    /** What a copy of a folder leaves out, and puts in its place, as for a host folder. */
    masks: masksSchema.default([]),
    standIns: z.array(z.string()).max(200).default([]),
    /** When the copy was made, ms since the epoch; absent in the spec of an agent to create. */
    copiedAt: z.number().int().optional(),
    /** Remarks about the copy for the person: see `CopyRecord.notes`. */
    notes: z.array(z.string()).default([]),
  }),
]);
export type Workspace = z.infer<typeof workspaceSchema>;
export type HostFolder = Extract<Workspace, { kind: 'host-folder' }>;

export type PrivateCopy = Extract<Workspace, { kind: 'copy' }>;

/** A host folder with default options and no masks. */
export function hostFolder(
  path: string,
  options: Partial<Omit<HostFolder, 'kind' | 'path'>> = {},
): HostFolder {
  const plain = { readOnly: false, mirrorPath: true, masks: [], standIns: [], folders: [] };
  return { kind: 'host-folder', path, ...plain, ...options };
}

/** A private copy of a folder or repository, which leaves out what usually holds keys and logins. */
export function privateCopy(
  source: CopySource,
  options: Partial<Pick<PrivateCopy, 'masks' | 'standIns'>> = {},
): PrivateCopy {
  return { kind: 'copy', source, masks: [...DEFAULT_MASKS], standIns: [], notes: [], ...options };
}

export const resourcesSchema = z.object({
  memoryBytes: z.number().int().min(MINIMUM_MEMORY_BYTES, 'The engine needs at least 6 MiB of memory.'),
  cpus: z.number().min(0.01, 'At least 0.01 CPUs.'),
  pids: z.number().int().min(1, 'At least one process.'),
});
export type Resources = z.infer<typeof resourcesSchema>;

/** `custom` keeps only the file's name here; the profile itself travels in the container's security options. */
export const seccompSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('default') }),
  z.object({ kind: z.literal('tightened') }),
  z.object({ kind: z.literal('custom'), name: z.string() }),
]);
export type Seccomp = z.infer<typeof seccompSchema>;

export const isolationPresetSchema = z.enum(['strict', 'balanced', 'open']);
export type IsolationPreset = z.infer<typeof isolationPresetSchema>;

/** Every field of the sandbox, without defaults, so that a change names only the fields it changes. */
const isolationParts = {
  preset: isolationPresetSchema,
  /** The engine runtime's name ("runc", "runsc"…); empty means the engine's default. */
  runtime: z.string(),
  readOnlyRoot: z.boolean(),
  dropAllCapabilities: z.boolean(),
  noNewPrivileges: z.boolean(),
  /** true: the host person's uid (1000 when that is root); false: the image's own user. */
  nonRoot: z.boolean(),
  seccomp: seccompSchema,
  /** Size of the tmpfs on /tmp, bytes. It counts against the memory limit. */
  tmpBytes: z.number().int(),
};
export const isolationChangeSchema = z.object(isolationParts).partial();

export const isolationSchema = z.object({
  preset: isolationParts.preset.default('balanced'),
  runtime: isolationParts.runtime.default(''),
  readOnlyRoot: isolationParts.readOnlyRoot.default(true),
  dropAllCapabilities: isolationParts.dropAllCapabilities.default(true),
  noNewPrivileges: isolationParts.noNewPrivileges.default(true),
  nonRoot: isolationParts.nonRoot.default(true),
  seccomp: isolationParts.seccomp.default({ kind: 'default' }),
  tmpBytes: isolationParts.tmpBytes.default(100 * MIB),
});
export type Isolation = z.infer<typeof isolationSchema>;

/** Everything that may leave an agent's network. Lists are kept small so that all of it fits a label. */
export const agentEgressSchema = z.object({
  mode: egressModeSchema,
  /** Host patterns ("example.com", "*.example.com", "**.example.com"), optionally with ":port". */
  allowedDomains: z.array(z.string()).max(500, 'At most 500 domains.').default([]),
  /** Allows and denies with more conditions than a domain. Deny beats allow; denies count in mode Full as well. */
  rules: z.array(agentRuleSchema).max(500, 'At most 500 rules.').default([]),
  /** Ids of named sets (see egress-sets.ts). A set that no longer exists allows nothing. */
  sets: z
    .array(egressSetIdSchema)
    .max(40, 'At most 40 sets.')
    .default([])
    .transform((ids) => [...new Set(ids)]),
  /** Services on the host or LAN. */
  services: z.array(hostServiceSchema).max(20, 'At most 20 services.').default([]),
  /** How long the gateway holds a request without a rule for a person's answer; 0 refuses it at once. */
  holdMs: z.number().int().min(0).max(30_000).default(0),
  /** Rules that expire. Never part of an agent's spec. */
  temporary: z.array(temporaryRuleSchema).max(200, 'At most 200 temporary rules.').default([]),
  /** The person's grant to use the app's MCP server; absent: none. Never part of a file. */
  mcp: mcpGrantSchema.optional(),
  /**
   * Present while egress is Full for learning: the start (epoch ms), the mode before, and the flow of the newest decision
   * at the start, absent when there was none. Never part of a spec.
   */
  learning: z
    .object({
      since: z.number().int().nonnegative(),
      before: egressModeSchema,
      afterFlow: z.string().optional(),
    })
    .optional(),
});
export type AgentEgress = z.infer<typeof agentEgressSchema>;

/** An egress with nothing on its lists. */
export function bareEgress(mode: EgressMode, allowedDomains: string[] = []): AgentEgress {
  return { mode, allowedDomains, rules: [], sets: [], services: [], holdMs: 0, temporary: [] };
}

/** The name of the type's folder. Any well-formed name passes, because only the engine host knows which types exist. */
export const agentTypeSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'A type’s id has at most 40 small letters, digits and "-".');
export type AgentType = z.infer<typeof agentTypeSchema>;

/**
 * Everything a person decided about an agent. Stored as JSON in the label `dev.bulkhead.spec` of its container, so it
 * never holds a secret: environment values are kept out of it (see `specForLabel`).
 */
export const agentSpecSchema = z.object({
  version: z.literal(1),
  name: agentNameSchema,
  purpose: z.string().max(500, 'At most 500 characters.').default(''),
  type: agentTypeSchema,
  image: z.string().min(1, 'Name an image.'),
  /** Empty: the image's own command. */
  command: z.array(z.string()).default([]),
  /** What the first console runs; empty: a shell. */
  start: z.array(z.string()).default([]),
  /** Whether `start` lets the program act without asking, so that the sandbox is the only limit. */
  actsWithoutAsking: z.boolean().default(false),
  /** Folders in memory, lost at each stop. */
  caches: z
    .array(z.object({ path: z.string(), bytes: z.number().int().positive() }))
    .max(10)
    .default([]),
  env: z.array(environmentVariableSchema).default([]),
  /** Credentials that the gateway fills in; references only. */
  secrets: z.array(secretReferenceSchema).max(20).default([]),
  workspace: workspaceSchema.default({ kind: 'volume' }),
  resources: resourcesSchema,
  isolation: isolationSchema,
  egress: agentEgressSchema,
  /** The group whose members it reaches directly and by name; null: it reaches no other agent. */
  group: groupNameSchema.nullable().default(null),
  life: agentLifeSchema.default(MANUAL_LIFE),
  /** Published on this machine's loopback while the app runs. */
  ports: portMappingsSchema.default([]),
  restart: z.enum(['no', 'on-failure', 'unless-stopped']).default('no'),
  tags: z.array(z.string().min(1).max(40)).max(20).default([]),
});
export type AgentSpec = z.infer<typeof agentSpecSchema>;
export type AgentSpecInput = z.input<typeof agentSpecSchema>;
