import { z } from 'zod';
import { accountBindings, accountFields, hasTokenFile, renewalOf } from './account.ts';
import { environmentNameSchema, secretIdSchema } from './agent-spec.ts';
import { BUILTIN_ACCOUNTS } from './builtin-accounts.ts';
import { BUILTIN_BINDINGS } from './builtin-bindings.ts';
import { type Renewal, type SecretBinding, secretPlaceSchema } from './egress.ts';
import { hostPatternSchema } from './egress-rule.ts';
import { forgeHostSchema, forgeKindSchema } from './forge-host.ts';
import { type Account, accountSchema, type OAuthProvider, oauthProviderSchema } from './oauth.ts';
import {
  type PackageRegistry,
  packageRegistrySchema,
  registryHosts,
  registryKind,
  registryPort,
} from './package-registry.ts';

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
  /** The credential of a server of packages or images. */
  z.object({
    kind: z.literal('registry'),
    registry: packageRegistrySchema,
    envName: environmentNameSchema,
  }),
  /** An account of a subscription: one of `BUILTIN_ACCOUNTS`, or a provider that the person describes. */
  z.object({ kind: z.literal('oauth'), provider: z.union([z.string(), oauthProviderSchema]) }),
  /** The password of the proxy before the internet. No agent can have it. */
  z.object({ kind: z.literal('proxy') }),
  /** A token for the app's own requests to a forge. No agent can have it. */
  z.object({ kind: z.literal('forge'), forge: forgeKindSchema, host: forgeHostSchema }),
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
  /** Of an account, without its tokens. */
  account: accountSchema.optional(),
  /** Epoch milliseconds of the last request that carried it; absent when there was none. */
  lastUsedAt: z.number().optional(),
});
export type SecretRecord = z.infer<typeof secretSchema>;

/** `missing`: a typed value that was only in memory, or that the keychain cannot decrypt any more. */
export const listedSecretSchema = secretSchema.extend({ missing: z.boolean() });
export type ListedSecret = z.infer<typeof listedSecretSchema>;

export const secretListSchema = z.object({
  secrets: z.array(listedSecretSchema),
  /**
   * `keychain` and `key-file`: typed values are kept, encrypted with a key of the system or of a file. `memory`: they
   * last for this run. `none`: this host keeps no secrets.
   */
  protection: z.enum(['keychain', 'key-file', 'memory', 'none']),
});
export type SecretList = z.infer<typeof secretListSchema>;

const nothing = z.object({});

/** What whoever keeps the secrets of a data folder answers. No answer ever holds a value. */
export const secretStoreCalls = {
  'secrets.list': { input: nothing, output: secretListSchema },
  /** Adds a secret, or changes the one with `id`. */
  'secrets.save': {
    input: z.object({
      id: z.string().optional(),
      name: secretSchema.shape.name,
      use: secretUseSchema,
      source: secretSourceSchema,
      /** The typed value; absent keeps the present one. */
      value: z.string().optional(),
      /** The person agreed that the value lasts only until the app quits. */
      memoryOnly: z.boolean().default(false),
    }),
    output: z.object({ id: z.string() }),
  },
  'secrets.remove': { input: z.object({ id: z.string() }), output: nothing },
  /** Reads the value from its source now and returns its length. */
  'secrets.test': { input: z.object({ id: z.string() }), output: z.object({ characters: z.number() }) },
} as const;

export type SecretCallName = keyof typeof secretStoreCalls;
export type SecretCallInput<N extends SecretCallName> = z.output<(typeof secretStoreCalls)[N]['input']>;
export type SecretCallOutput<N extends SecretCallName> = z.output<(typeof secretStoreCalls)[N]['output']>;

/** Whoever lists and changes the secrets of a data folder. */
export interface SecretAdministration {
  /** Rejects with `not-allowed` when the person did not agree, and with `secret-unavailable` when none can be kept. */
  call<N extends SecretCallName>(
    name: N,
    input: SecretCallInput<N>,
    signal?: AbortSignal,
  ): Promise<SecretCallOutput<N>>;
}

/** Whether agents can have the secret. The others are for the gateway or the app alone. */
export const isForAgents = ({ kind }: SecretUse): boolean => kind !== 'proxy' && kind !== 'forge';

type Described = Pick<SecretRecord, 'id' | 'name' | 'use' | 'account'>;

/** The provider of an account; undefined for other secrets, and for a provider that this version does not know. */
export function oauthProviderOf(use: SecretUse): OAuthProvider | undefined {
  if (use.kind !== 'oauth') return undefined;
  const { provider } = use;
  if (typeof provider !== 'string') return provider;
  return BUILTIN_ACCOUNTS.find(({ id }) => id === provider)?.provider;
}

/** What is known of an account before its tokens were read. */
const UNREAD: Account = { facts: {}, hasRefresh: false, hasId: false };

/** The account without its end, which changes with each renewal. */
function lasting({ account = UNREAD }: Described): Account {
  const { expiresAt: _expiresAt, ...rest } = account;
  return rest;
}

function providerOf({ use }: Described) {
  return use.kind === 'provider' ? BUILTIN_BINDINGS.find(({ id }) => id === use.provider) : undefined;
}

/**
 * The text that agents see instead of the value, equal in every agent. The gateway replaces it only for agents with the
 * secret, in requests to bound hosts.
 */
export function placeholderOf(secret: Described): string {
  const account = oauthProviderOf(secret.use);
  if (account) return String(accountFields(secret, account, lasting(secret), 0).access);
  const { use } = secret;
  const prefix =
    use.kind === 'registry'
      ? registryKind(use.registry.kind).placeholderPrefix
      : providerOf(secret)?.placeholderPrefix;
  return `${prefix ?? ''}bulkhead${secret.id}`;
}

/** The environment variables of an agent that get the placeholder. */
export function environmentOf(secret: Described): readonly string[] {
  const account = oauthProviderOf(secret.use);
  if (account) return account.variable && !hasTokenFile(account, lasting(secret)) ? [account.variable] : [];
  return 'envName' in secret.use ? [secret.use.envName] : (providerOf(secret)?.environment ?? []);
}

function registryBinding(registry: PackageRegistry): Pick<SecretBinding, 'hosts' | 'places' | 'ports'> {
  const port = registryPort(registry);
  const places = [...registryKind(registry.kind).places];
  return { hosts: registryHosts(registry), places, ...(port === undefined ? {} : { ports: [443, port] }) };
}

/** The bindings for a gateway's policy; none for a provider that this version does not know. */
export function bindingsOf(secret: Described): SecretBinding[] {
  const account = oauthProviderOf(secret.use);
  if (account) return accountBindings(secret, account);
  const common = { secretId: secret.id, name: secret.name, placeholder: placeholderOf(secret) };
  if (secret.use.kind === 'custom')
    return [{ ...common, hosts: secret.use.hosts, places: [secret.use.place] }];
  if (secret.use.kind === 'registry') return [{ ...common, ...registryBinding(secret.use.registry) }];
  const provider = providerOf(secret);
  return provider ? [{ ...common, hosts: [...provider.hosts], places: [...provider.places] }] : [];
}

/** How a gateway renews an account; undefined for other secrets. */
export function renewalFor(secret: Described): Renewal | undefined {
  const account = oauthProviderOf(secret.use);
  return account && renewalOf(secret, account);
}
