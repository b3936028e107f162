import { BUILTIN_ACCOUNTS } from '../contract/builtin-accounts.ts';
import { BUILTIN_BINDINGS } from '../contract/builtin-bindings.ts';
import type { SecretPlace } from '../contract/egress.ts';
import { AppFailure } from '../contract/error.ts';
import { packageRegistrySchema, REGISTRY_KINDS, registryVariable } from '../contract/package-registry.ts';
import type { ListedSecret, SecretSource, SecretUse } from '../contract/secrets.ts';
import { UsageError } from './exit-code.ts';

/** The options of `bulkhead secret set`. */
export interface SecretOptions {
  provider?: string | undefined;
  registry?: string | undefined;
  url?: string | undefined;
  user?: string | undefined;
  scope: string[];
  nameInProject?: string | undefined;
  host: string[];
  header?: string | undefined;
  env?: string | undefined;
  fromCommand?: string | undefined;
  fromEnv?: string | undefined;
  fromFile?: string | undefined;
}

/** Returns the hosts and places that the options name, or those of the present secret. */
export function useOf(options: SecretOptions, present: SecretUse | undefined): SecretUse {
  const { provider, host, header, env } = options;
  if (options.registry !== undefined) return registryUse(options.registry, options);
  const ofRegistry = [options.url, options.user, options.nameInProject, ...options.scope];
  if (ofRegistry.some((each) => each !== undefined))
    throw new UsageError('--url, --user, --scope and --name-in-project go with --registry.');
  if (provider !== undefined) {
    if (host.length > 0 || header !== undefined || env !== undefined)
      throw new UsageError('--provider knows its hosts: give it, or --host, --header and --env.');
    if (BUILTIN_BINDINGS.some(({ id }) => id === provider)) return { kind: 'provider', provider };
    if (BUILTIN_ACCOUNTS.some(({ id }) => id === provider)) return { kind: 'oauth', provider };
    const ids = [...BUILTIN_BINDINGS, ...BUILTIN_ACCOUNTS].map(({ id }) => id);
    throw new UsageError(`--provider is one of ${ids.join(', ')}.`);
  }
  if (host.length === 0) {
    if (header !== undefined || env !== undefined) throw new UsageError('--header and --env go with --host.');
    if (present) return present;
    throw new UsageError('Say what the secret is for: --provider, --registry, or --host and --env.');
  }
  if (env === undefined) throw new UsageError('--env names the variable in which agents get a placeholder.');
  const place: SecretPlace = { kind: 'header', name: header ?? 'Authorization' };
  return { kind: 'custom', hosts: host, place, envName: env };
}

const REGISTRY_OPTIONS: Readonly<Record<string, string>> = {
  url: '--url',
  user: '--user',
  scopes: '--scope',
  nameInProject: '--name-in-project',
  moreHosts: '--host',
};

function registryUse(id: string, options: SecretOptions): SecretUse {
  if (options.provider !== undefined || options.header !== undefined)
    throw new UsageError('--registry takes neither --provider nor --header.');
  const kind = REGISTRY_KINDS.find((each) => each.id === id);
  if (!kind)
    throw new UsageError(`--registry is one of ${REGISTRY_KINDS.map((each) => each.id).join(', ')}.`);
  const parsed = packageRegistrySchema.safeParse({
    kind: kind.id,
    url: options.url ?? kind.url,
    user: options.user ?? kind.usualUser,
    scopes: options.scope,
    nameInProject: options.nameInProject,
    moreHosts: options.host,
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UsageError(`${REGISTRY_OPTIONS[String(issue?.path[0])] ?? '--registry'}: ${issue?.message}`);
  }
  return { kind: 'registry', registry: parsed.data, envName: options.env ?? registryVariable(parsed.data) };
}

/** Returns where the value comes from. Without an option it is typed. */
export function sourceOf({ fromCommand, fromEnv, fromFile }: SecretOptions): SecretSource {
  const given = [fromCommand, fromEnv, fromFile].filter((each) => each !== undefined);
  if (given.length > 1) throw new UsageError('Give one of --from-command, --from-env and --from-file.');
  if (fromCommand !== undefined) return { kind: 'command', command: fromCommand };
  if (fromEnv !== undefined) return { kind: 'environment', variable: fromEnv };
  return fromFile === undefined ? { kind: 'typed' } : { kind: 'file', path: fromFile };
}

/** Finds a secret by its name or id. Throws `not-found`. */
export function findSecret(secrets: readonly ListedSecret[], reference: string): ListedSecret {
  const found = secrets.find(({ name }) => name === reference) ?? secrets.find(({ id }) => id === reference);
  if (found) return found;
  throw new AppFailure({
    type: 'not-found',
    message: `There is no secret “${reference.slice(0, 100)}”. “bulkhead secret ls” lists them.`,
  });
}
