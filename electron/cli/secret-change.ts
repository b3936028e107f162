import { BUILTIN_ACCOUNTS } from '../contract/builtin-accounts.ts';
import { BUILTIN_BINDINGS } from '../contract/builtin-bindings.ts';
import type { SecretPlace } from '../contract/egress.ts';
import { AppFailure } from '../contract/error.ts';
import type { ListedSecret, SecretSource, SecretUse } from '../contract/secrets.ts';
import { UsageError } from './exit-code.ts';

/** The options of `bulkhead secret set`. */
export interface SecretOptions {
  provider?: string | undefined;
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
    throw new UsageError('Say what the secret is for: --provider, or --host and --env.');
  }
  if (env === undefined) throw new UsageError('--env names the variable in which agents get a placeholder.');
  const place: SecretPlace = { kind: 'header', name: header ?? 'Authorization' };
  return { kind: 'custom', hosts: host, place, envName: env };
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
