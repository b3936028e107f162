import { z } from 'zod';
import { agentTypeSchema, environmentNameSchema, MIB, MINIMUM_MEMORY_BYTES } from './agent-spec.ts';
import { BUILTIN_ACCOUNTS } from './builtin-accounts.ts';
import { BUILTIN_BINDINGS } from './builtin-bindings.ts';
import { hostPatternSchema } from './egress-rule.ts';
import { homeTemplateSchema } from './home-file.ts';
import { looksLikeKey, looksLikeKeyName } from './key-looks.ts';
import { parseMemory } from './sizes.ts';
import { taskOutputSchema, taskProgramSchema } from './task-program.ts';

/** Where an agent's home volume is mounted; caches may lie in it. */
const HOME = '/home/agent';

const line = (maximum: number) =>
  z
    .string()
    .trim()
    .min(1, 'Must not be empty.')
    .max(maximum, `At most ${maximum} characters.`)
    .regex(/^\P{Cc}*$/u, 'Must not hold line breaks or control characters.');

const sizeSchema = z.string().transform((text, context) => {
  const parsed = parseMemory(text);
  if (parsed.ok) return parsed.bytes;
  context.addIssue({ code: 'custom', message: parsed.message });
  return z.NEVER;
});

const imageReferenceSchema = line(300).regex(
  /^[a-z0-9][\w.:/@-]*$/,
  'Not an image reference: it looks like name:tag, in lower case.',
);

const argumentSchema = z
  .string()
  .max(2_000)
  .regex(/^[^\0\n\r]*$/, 'Must not hold line breaks.');
const commandSchema = z.array(argumentSchema.min(1)).min(1, 'Name at least the program.').max(40);
const promptWordsSchema = commandSchema.refine(
  (words) => words.filter((word) => word.includes('{prompt}')).length === 1,
  'One word holds {prompt}.',
);

/** Variables that the app sets: another value would bypass the gateway or break the agent's connections. */
const RESERVED =
  /^(HOME|(HTTPS?|NO|ALL|FTP)_PROXY|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|CURL_CA_BUNDLE|REQUESTS_CA_BUNDLE|GIT_SSL_CAINFO|CARGO_HTTP_CAINFO|AWS_CA_BUNDLE|DENO_CERT|JAVA_TOOL_OPTIONS)$/i;

/** Variables that are no secrets, because every user of the engine can read images and types. */
const plainVariables = z.record(environmentNameSchema, argumentSchema).superRefine((variables, context) => {
  for (const [name, value] of Object.entries(variables)) {
    const problem = RESERVED.test(name)
      ? 'The app sets this variable itself.'
      : looksLikeKey(value) || (looksLikeKeyName(name) && value !== '')
        ? 'This looks like a secret. Secrets belong to the app’s credentials, which agents get as placeholders.'
        : undefined;
    if (problem) context.addIssue({ code: 'custom', path: [name], message: problem });
  }
});

/** An absolute path without `..`, in the home or in `/var/cache`. */
const cachePathSchema = line(200)
  .transform((path) => (path === '~' || path.startsWith('~/') ? `${HOME}${path.slice(1)}` : path))
  .refine((path) => !/(^|\/)\.{1,2}(\/|$)|\/\/|,/.test(path), 'Must be a plain path, without "..".')
  // The path must be a direct child, because the engine would create folders in between as root.
  .refine(
    (path) => /^(\/home\/agent|\/var\/cache)\/[^/]+$/.test(path),
    'A cache is ~/NAME or /var/cache/NAME.',
  );

export const cacheSchema = z.strictObject({ path: cachePathSchema, size: sizeSchema });

/** The icons that a type may choose from; the window has a drawing for each. */
export const agentTypeIconSchema = z.enum([
  'terminal',
  'box',
  'sparkles',
  'code',
  'robot',
  'star',
  'braces',
  'brain',
  'bolt',
  'flask',
]);
export type AgentTypeIcon = z.infer<typeof agentTypeIconSchema>;

const accounts = BUILTIN_ACCOUNTS.map(({ id }) => id);
const providers = [...BUILTIN_BINDINGS.map(({ id }) => id), ...accounts];
const credentialSchema = z.strictObject({
  provider: z.string().refine((id) => providers.includes(id), `Must be one of ${providers.join(', ')}.`),
  /** The subscription that the program can use instead. */
  account: z
    .string()
    .refine((id) => accounts.includes(id), `Must be one of ${accounts.join(', ')}.`)
    .optional(),
  /** The variable from which the agent's program reads the key, when it differs from the provider's. */
  variable: environmentNameSchema.optional(),
  /** The consequence of a missing credential, for a person. */
  without: line(200).optional(),
});

/**
 * The content of `type.json`, which defines an agent type. Every object is strict: an unknown key is an error, so that a
 * misspelt limit or an unsupported setting ("privileged", "mounts") is never ignored silently.
 */
export const agentTypeFileSchema = z.strictObject({
  version: z.literal(1),
  label: line(40),
  description: line(120),
  icon: agentTypeIconSchema.default('box'),
  /** The image to run without a Dockerfile; else the default of its `ARG BASE`. Empty: the person names an image. */
  image: z.union([z.literal(''), imageReferenceSchema]),
  /** Values of the Dockerfile's other `ARG`s. */
  buildArgs: plainVariables.default({}),
  /** The user inside the container: always the person at this machine. */
  user: z.literal('person', 'Agents run as the person: only "person" is allowed here.').default('person'),
  home: z.literal(HOME, `The home is always ${HOME}.`).default(HOME),
  /** What files of a new home hold, so that the program asks nothing at its first start. */
  homeFiles: z
    .array(
      homeTemplateSchema.refine(
        ({ credentials = [] }) => credentials.every((id) => providers.includes(id)),
        `Credentials must be of ${providers.join(', ')}.`,
      ),
    )
    .max(20)
    .default([]),
  limits: z
    .strictObject({
      memory: sizeSchema
        .refine((bytes) => bytes >= MINIMUM_MEMORY_BYTES, 'At least 6 MiB.')
        .default(512 * MIB),
      cpus: z.number().min(0.01).max(1024).default(1),
      pids: z.number().int().min(16).max(65_536).default(256),
    })
    .prefault({}),
  /** Folders in memory, lost at each stop; they count against the memory limit. */
  caches: z.array(cacheSchema).max(10).default([]),
  environment: plainVariables.default({}),
  egress: z
    .strictObject({
      /** Ids of egress sets. */
      sets: z
        .array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'Not an id of an egress set.'))
        .max(40)
        .default([]),
      domains: z.array(hostPatternSchema).max(100).default([]),
    })
    .prefault({}),
  credentials: z.array(credentialSchema).max(10).default([]),
  /** The container's main process. Empty: the image's own command. */
  command: z.array(argumentSchema).max(40).default(['sleep', 'infinity']),
  /** What the first console runs; absent: a shell. */
  start: commandSchema.optional(),
  /** What it runs instead when it may act without asking; absent: the program asks nothing, or cannot be told so. */
  startWithoutAsking: commandSchema.optional(),
  /** Prints the version of the type's program, without network. */
  versionCommand: commandSchema.optional(),
  /** Works on a prompt without a person, and ends. */
  promptCommand: promptWordsSchema.optional(),
  /** How it works on a task. Absent: as `promptCommand` says, and what it prints is text. */
  task: z
    .strictObject({
      command: promptWordsSchema,
      /** Goes on with the session that `command` began. Absent: a follow-up begins a new one. */
      followUp: promptWordsSchema.optional(),
      output: taskOutputSchema.default('text'),
    })
    .optional(),
  /** Texts at the end of a console that mean "waits for input"; `*` stands for anything. */
  prompts: z.array(line(200)).max(20).default([]),
  /** For the person, in the New Agent dialog. */
  notes: z.string().max(1_000, 'At most 1000 characters.').default(''),
});
export type AgentTypeFile = z.output<typeof agentTypeFileSchema>;

/** A usable agent type, as the window receives it. */
export const usableAgentTypeSchema = z.object({
  status: z.literal('ok'),
  id: agentTypeSchema,
  origin: z.enum(['built-in', 'own']),
  label: z.string(),
  description: z.string(),
  icon: agentTypeIconSchema,
  /** The image that the type's agents run: the type's own image when it builds one. */
  image: z.string(),
  /** The image that the type's own image is built on; absent when the type builds none. */
  base: z.string().optional(),
  buildArgs: z.record(z.string(), z.string()),
  resources: z.object({ memoryBytes: z.number(), cpus: z.number(), pids: z.number() }),
  caches: z.array(z.object({ path: z.string(), bytes: z.number() })),
  environment: z.record(z.string(), z.string()),
  egress: z.object({ sets: z.array(z.string()), domains: z.array(z.string()) }),
  credentials: z.array(
    z.object({
      provider: z.string(),
      account: z.string().optional(),
      variable: z.string().optional(),
      without: z.string().optional(),
    }),
  ),
  command: z.array(z.string()),
  start: z.array(z.string()),
  /** Empty: there is no such choice. */
  startWithoutAsking: z.array(z.string()),
  versionCommand: z.array(z.string()),
  /** With `{prompt}` in one of its words; empty: the type has none. */
  promptCommand: z.array(z.string()),
  task: taskProgramSchema,
  prompts: z.array(z.string()),
  notes: z.string(),
});
export type UsableAgentType = z.infer<typeof usableAgentTypeSchema>;

/** A type that cannot be used, and the reason. The window lists it and never hides it. */
export const brokenAgentTypeSchema = z.object({
  status: z.literal('broken'),
  /** The name of its folder. */
  id: z.string(),
  origin: z.enum(['built-in', 'own']),
  /** The file with the problem, as a path for a person. */
  file: z.string(),
  problem: z.string(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
});
export type BrokenAgentType = z.infer<typeof brokenAgentTypeSchema>;

export const listedAgentTypeSchema = z.discriminatedUnion('status', [
  usableAgentTypeSchema,
  brokenAgentTypeSchema,
]);
export type ListedAgentType = z.infer<typeof listedAgentTypeSchema>;

export const agentTypeListSchema = z.object({
  types: z.array(listedAgentTypeSchema),
  /** The folder for the person's own types. */
  ownFolder: z.string(),
});
