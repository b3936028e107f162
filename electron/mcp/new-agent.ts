import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { IDLE_COMMAND } from '../client/idle-command.ts';
import { withActing } from '../contract/acting.ts';
import {
  type AgentSpec,
  agentNameSchema,
  environmentNameSchema,
  hostFolder,
  privateCopy,
  secretIdSchema,
} from '../contract/agent-spec.ts';
import type { ListedAgentType } from '../contract/agent-type.ts';
import { egressModeSchema } from '../contract/egress-mode.ts';
import { egressSetIdSchema } from '../contract/egress-sets.ts';
import { AppFailure } from '../contract/error.ts';
import { DEFAULT_MASKS } from '../contract/masks.ts';
import { defaultSpec, type PresetFacts } from '../contract/presets.ts';
import { parseMemory } from '../contract/sizes.ts';

const folderSchema = z.string().max(4_000).refine(isAbsolute, 'Write an absolute path of this machine.');

/** A new agent as a client describes it. */
export const newAgentSchema = z.object({
  name: agentNameSchema.optional().describe('A free one when left out'),
  type: z
    .string()
    .max(40)
    .optional()
    .describe('Agent type, such as shell or claude-code; shell when left out'),
  image: z.string().max(500).optional().describe('Image to run instead of a type’s, such as node:24-slim'),
  command: z
    .array(z.string())
    .max(200)
    .optional()
    .describe('Main program; left out, the agent waits for exec'),
  preset: z.enum(['strict', 'balanced']).default('balanced').describe('strict: no internet, tighter sandbox'),
  memory: z.string().max(40).optional().describe('Memory limit, such as 512m or 2g'),
  cpus: z.number().positive().max(1024).optional(),
  env: z.record(environmentNameSchema, z.string().max(100_000)).default({}),
  egress: egressModeSchema.optional().describe('off narrows; full needs a person’s approval'),
  allow: z.array(z.string().max(300)).max(50).default([]).describe('More hosts; needs approval'),
  egressSets: z.array(egressSetIdSchema).max(20).default([]).describe('More egress sets; needs approval'),
  copyOf: folderSchema
    .optional()
    .describe('Folder of this machine to copy into the workspace; needs approval'),
  repository: z
    .url({ protocol: /^https$/ })
    .max(2_000)
    .optional()
    .describe('https address of a Git repository to copy into the workspace; needs approval'),
  folder: folderSchema.optional().describe('Folder of this machine to work in directly; needs approval'),
  secrets: z.array(secretIdSchema).max(20).default([]).describe('Ids of secrets to use; needs approval'),
});
export type NewAgent = z.infer<typeof newAgentSchema>;

/** Returns the type of a new agent. Throws `image-not-found` if it cannot be used. */
export function typeOf({ type, image }: NewAgent, types: readonly ListedAgentType[]) {
  const id = type ?? (image === undefined ? 'shell' : 'custom');
  const listed = types.find((each) => each.id === id);
  if (listed?.status === 'ok') return listed;
  const usable = types.filter(({ status }) => status === 'ok').map((each) => each.id);
  throw new AppFailure({
    type: 'image-not-found',
    field: 'type',
    message: `There is no usable agent type “${id}”. Choose of ${usable.join(', ')}.`,
  });
}

/** Returns the spec of a new agent and the default spec of its type. The engine host checks it again. */
export function specOf(
  request: NewAgent & { name: string; tags: string[] },
  type: ReturnType<typeof typeOf>,
  facts: PresetFacts,
): { spec: AgentSpec; base: AgentSpec } {
  const base = defaultSpec(type, request.preset, facts);
  const { egress, resources } = base;
  const spec: AgentSpec = {
    ...base,
    name: request.name,
    image: request.image ?? base.image,
    command: request.command ?? (type.command.length > 0 ? base.command : [...IDLE_COMMAND]),
    env: [...base.env, ...Object.entries(request.env).map(([name, value]) => ({ name, value }))],
    secrets: request.secrets.map((secretId) => ({ secretId, delivery: 'gateway' as const })),
    workspace: workspaceOf(request),
    resources: {
      memoryBytes: request.memory === undefined ? resources.memoryBytes : memoryOf(request.memory),
      cpus: request.cpus ?? resources.cpus,
      pids: resources.pids,
    },
    egress: {
      ...egress,
      mode: request.egress ?? egress.mode,
      allowedDomains: [...egress.allowedDomains, ...request.allow],
      sets: [...new Set([...egress.sets, ...request.egressSets])],
    },
    tags: request.tags,
  };
  return { spec: withActing(spec, type, undefined), base };
}

function workspaceOf({ copyOf, repository, folder }: NewAgent): AgentSpec['workspace'] {
  if ([copyOf, repository, folder].filter((each) => each !== undefined).length > 1)
    throw new AppFailure({
      type: 'invalid-input',
      field: 'copyOf',
      message: 'Give one of copyOf, repository and folder.',
    });
  if (copyOf !== undefined) return privateCopy({ kind: 'folder', path: copyOf, respectGitignore: false });
  if (repository !== undefined) return privateCopy({ kind: 'repository', url: repository, ref: '' });
  return folder === undefined ? { kind: 'volume' } : hostFolder(folder, { masks: [...DEFAULT_MASKS] });
}

function memoryOf(text: string): number {
  const parsed = parseMemory(text);
  if (parsed.ok) return parsed.bytes;
  throw new AppFailure({ type: 'invalid-input', field: 'memory', message: parsed.message });
}
