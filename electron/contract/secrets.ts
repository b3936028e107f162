import { z } from 'zod';
import { environmentNameSchema, secretIdSchema } from './agent-spec.ts';
import { BUILTIN_BINDINGS } from './builtin-bindings.ts';
import { type SecretBinding, secretPlaceSchema } from './egress.ts';
import { hostPatternSchema } from './egress-rule.ts';

/** The hosts that get the secret, and its places in a request. */
export const secretUseSchema = z.discriminatedUnion('kind', [
  /** One of `BUILTIN_BINDINGS`. */
  z.object({ kind: z.literal('provider'), provider: z.string() }),
  z.object({
    kind: z.literal('custom'),
    hosts: z
      .array(hostPatternSchema)
      .min(1, 'Name at least one host.')
      .max(64)
      .transform((hosts) => [...new Set(hosts)]),
    place: secretPlaceSchema,
    /** The environment variable of the agent that gets the placeholder. */
    envName: environmentNameSchema,
  }),
]);
export type SecretUse = z.infer<typeof secretUseSchema>;

/** The source of the value. It is read when a gateway needs it; the app stores only a typed one. */
export const secretSourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('typed') }),
  /** A variable of the environment that the app was started in. */
  z.object({ kind: z.literal('environment'), variable: environmentNameSchema }),
  /** A command line such as `op read op://vault/item/key`, run without a shell; its first line counts. */
  z.object({ kind: z.literal('command'), command: z.string().min(1).max(2_000) }),
  z.object({ kind: z.literal('file'), path: z.string().min(1).max(4_096) }),
]);
export type SecretSource = z.infer<typeof secretSourceSchema>;

/** A secret without its value: the only form that windows, the engine host and the app's file hold in clear text. */
export const secretSchema = z.object({
  id: secretIdSchema,
  name: z.string().min(1, 'Give the secret a name.').max(80, 'A name has at most 80 characters.'),
  use: secretUseSchema,
  source: secretSourceSchema,
  /** Grows with every change: gateways that have an older value get the new one. */
  revision: z.number().int(),
  /** Epoch milliseconds of the last request that carried it; absent when there was none. */
  lastUsedAt: z.number().optional(),
});
export type SecretRecord = z.infer<typeof secretSchema>;

/** `missing`: a typed value that was only in memory, or that the keychain cannot decrypt any more. */
export const listedSecretSchema = secretSchema.extend({ missing: z.boolean() });
export type ListedSecret = z.infer<typeof listedSecretSchema>;

export const secretListSchema = z.object({
  secrets: z.array(listedSecretSchema),
  /** `keychain`: typed values are kept, encrypted. `memory`: this system cannot keep them safe; they last for this run. */
  protection: z.enum(['keychain', 'memory']),
});
export type SecretList = z.infer<typeof secretListSchema>;

type Described = Pick<SecretRecord, 'id' | 'name' | 'use'>;

function providerOf({ use }: Described) {
  return use.kind === 'provider' ? BUILTIN_BINDINGS.find(({ id }) => id === use.provider) : undefined;
}

/**
 * The text that agents see instead of the value, equal in every agent. The gateway replaces it only for agents with the
 * secret, in requests to bound hosts.
 */
export function placeholderOf(secret: Described): string {
  return `${providerOf(secret)?.placeholderPrefix ?? ''}bulkhead${secret.id}`;
}

/** The environment variables of an agent that get the placeholder. */
export function environmentOf(secret: Described): readonly string[] {
  return secret.use.kind === 'custom' ? [secret.use.envName] : (providerOf(secret)?.environment ?? []);
}

/** The binding for a gateway's policy; undefined for a provider that this version does not know. */
export function bindingOf(secret: Described): SecretBinding | undefined {
  const common = { secretId: secret.id, name: secret.name, placeholder: placeholderOf(secret) };
  if (secret.use.kind === 'custom') return { ...common, hosts: secret.use.hosts, places: [secret.use.place] };
  const provider = providerOf(secret);
  return provider && { ...common, hosts: [...provider.hosts], places: [...provider.places] };
}
