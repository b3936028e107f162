import { z } from 'zod';
import { agentLifeSchema } from '../agent-life.ts';
import {
  type AgentSpec,
  agentNameSchema,
  agentTypeSchema,
  environmentNameSchema,
  isolationPresetSchema,
} from '../agent-spec.ts';
import { groupNameSchema } from '../group.ts';
import { looksLikeKey, looksLikeKeyName } from '../key-looks.ts';
import { masksSchema } from '../masks.ts';
import { parsePortMappings, portMappingsSchema } from '../ports.ts';
import { exactSize, type MemoryParse, parseMemory, parseTmpSize } from '../sizes.ts';
import { egressFileOf, egressFileSchema } from './egress-file.ts';

const version = z.literal(1, 'This version of Bulkhead reads version 1.');
/** Characters that end a line, are invisible, or change the reading direction, which could hide a file's content. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;
const text = (maximum: number) =>
  z
    .string()
    .max(maximum, `At most ${maximum} characters.`)
    .refine((value) => !UNSEEN.test(value), 'Must not hold line breaks or invisible characters.');
const size = (parse: (text: string) => MemoryParse) =>
  z.string().superRefine((value, context) => {
    const parsed = parse(value);
    if (!parsed.ok) context.addIssue({ code: 'custom', message: parsed.message });
  });

/** An absolute path without `..`, so that the mounted folder is the one that a person reads. */
const folderSchema = text(4096).refine(
  (path) => /^(\/|[A-Za-z]:[\\/])/.test(path) && !/(^|[\\/])\.\.?([\\/]|$)/.test(path),
  'A whole path without “..”.',
);

const workspaceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('volume') }),
  z.strictObject({
    kind: z.literal('host-folder'),
    /** Absent in a project's own file: the project's folder. */
    path: folderSchema.optional(),
    readOnly: z.boolean().default(false),
    masks: masksSchema.optional(),
  }),
  z.strictObject({
    kind: z.literal('copy'),
    /** Absent in a project's own file: the project's folder. */
    folder: folderSchema.optional(),
    repository: text(2000).optional(),
    ref: text(300).optional(),
    respectGitignore: z.boolean().default(false),
    masks: masksSchema.optional(),
  }),
]);

const envSchema = z.record(environmentNameSchema, text(4096)).superRefine((variables, context) => {
  for (const [name, value] of Object.entries(variables)) {
    if (!looksLikeKey(value) && !(looksLikeKeyName(name) && value !== '')) continue;
    context.addIssue({
      code: 'custom',
      path: [name],
      message: 'This looks like a secret. Leave the value empty, or use a credential.',
    });
  }
});

const portsSchema = z
  .array(z.union([z.int(), text(20)]))
  .max(20)
  .transform((entries, context) => {
    const parsed = parsePortMappings(entries.join(', '));
    if (parsed.ok) return parsed.ports;
    context.addIssue({ code: 'custom', message: parsed.message });
    return z.NEVER;
  })
  .pipe(portMappingsSchema);

/**
 * An agent as a file, never with a secret. Unknown keys are refused, so that a file cannot request a setting that the
 * person is not shown.
 */
export const agentFileSchema = z.strictObject({
  version,
  name: agentNameSchema.optional(),
  purpose: text(500).default(''),
  tags: z.array(text(40)).max(20).default([]),
  type: agentTypeSchema.default('shell'),
  image: text(300).optional(),
  command: z.array(text(4096)).max(100).optional(),
  /** Absent: as the workspace has it by default. */
  actsWithoutAsking: z.boolean().optional(),
  workspace: workspaceSchema.optional(),
  memory: size(parseMemory).optional(),
  /** The size of /tmp, which is in memory and counts against its limit. */
  tmpSize: size(parseTmpSize).optional(),
  cpus: z.number().min(0.01, 'At least 0.01 CPUs.').optional(),
  processes: z.int().min(1, 'At least one process.').optional(),
  isolation: z
    .strictObject({
      preset: isolationPresetSchema.default('balanced'),
      runtime: text(100).optional(),
      readOnlyRoot: z.boolean().optional(),
      dropAllCapabilities: z.boolean().optional(),
      noNewPrivileges: z.boolean().optional(),
      nonRoot: z.boolean().optional(),
      seccomp: z.enum(['default', 'tightened']).optional(),
    })
    .optional(),
  egress: egressFileSchema.omit({ version: true }).optional(),
  /** Names of credentials in the person's settings, always delivered through the gateway. */
  credentials: z.array(text(200)).max(20).default([]),
  env: envSchema.default({}),
  ports: portsSchema.default([]),
  life: z.strictObject(agentLifeSchema.shape).optional(),
  /** The group that the agent joins. */
  group: groupNameSchema.optional(),
});
export type AgentFile = z.infer<typeof agentFileSchema>;

/** The agent as a file. Values of the environment are left out, because any of them may be a secret. */
export function agentFileOf(
  spec: AgentSpec,
  credentials: readonly string[],
): z.input<typeof agentFileSchema> {
  const { isolation, egress, resources, ports } = spec;
  const { version: _version, ...egressFile } = egressFileOf(egress);
  return {
    version: 1,
    name: spec.name,
    ...(spec.purpose ? { purpose: spec.purpose } : {}),
    ...(spec.tags.length > 0 ? { tags: spec.tags } : {}),
    type: spec.type,
    // Another machine builds the type's image itself.
    ...(spec.type === 'custom' ? { image: spec.image, command: spec.command } : {}),
    actsWithoutAsking: spec.actsWithoutAsking,
    workspace: workspaceOf(spec),
    memory: exactSize(resources.memoryBytes),
    tmpSize: exactSize(isolation.tmpBytes),
    cpus: resources.cpus,
    processes: resources.pids,
    isolation: {
      preset: isolation.preset,
      ...(isolation.runtime ? { runtime: isolation.runtime } : {}),
      readOnlyRoot: isolation.readOnlyRoot,
      dropAllCapabilities: isolation.dropAllCapabilities,
      noNewPrivileges: isolation.noNewPrivileges,
      nonRoot: isolation.nonRoot,
      // A custom profile is a separate file.
      seccomp: isolation.seccomp.kind === 'custom' ? 'default' : isolation.seccomp.kind,
    },
    egress: egressFile,
    ...(credentials.length > 0 ? { credentials: [...credentials] } : {}),
    ...(spec.env.length > 0 ? { env: Object.fromEntries(spec.env.map(({ name }) => [name, ''])) } : {}),
    ...(ports.length > 0 ? { ports: ports.map(portText) } : {}),
    life: spec.life,
    ...(spec.group === null ? {} : { group: spec.group }),
  };
}

const portText = ({ containerPort, hostPort }: AgentSpec['ports'][number]) =>
  hostPort === null ? containerPort : `${hostPort}:${containerPort}`;

function workspaceOf({ workspace }: AgentSpec): z.input<typeof workspaceSchema> {
  switch (workspace.kind) {
    case 'volume':
      return { kind: 'volume' };
    case 'host-folder': {
      const { path, readOnly, masks } = workspace;
      return { kind: 'host-folder', path, readOnly, masks };
    }
    case 'copy': {
      const { source } = workspace;
      if (source.kind === 'repository')
        return { kind: 'copy', repository: source.url, ...(source.ref ? { ref: source.ref } : {}) };
      const { masks } = workspace;
      return { kind: 'copy', folder: source.path, respectGitignore: source.respectGitignore, masks };
    }
  }
}
