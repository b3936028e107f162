import { type AgentSpec, SECRETS_PATH, type SecretReference } from '../../contract/agent-spec.ts';
import { AppFailure } from '../../contract/error.ts';
import { environmentOf, oauthProviderOf, placeholderOf, type SecretRecord } from '../../contract/secrets.ts';
import { assertNever } from '../../lib/assert-never.ts';
import { nobodyKeepsSecrets } from './no-secrets.ts';
import type { SecretProvider } from './secret-provider.ts';

/**
 * The credentials in an agent's container. Contains secret values only where the person chose delivery by environment.
 */
export interface AgentCredentials {
  /** Placeholders, file paths or values, by environment variable. */
  environment: Readonly<Record<string, string>>;
  /** Certificate of the authority with which the gateway reads traffic to the credentials' hosts. */
  authorityPem: string;
}

type References = Pick<AgentSpec, 'secrets' | 'env'>;

/** A secret that an agent may use under one name. */
export interface NamedSecret {
  /** The environment variable's name; also the file's name. */
  name: string;
  secret: SecretRecord;
  reference: SecretReference;
}

/** The references whose secret still exists, one for each variable. */
export function namedSecrets(
  references: readonly SecretReference[],
  known: readonly SecretRecord[],
): NamedSecret[] {
  return references.flatMap((reference) => {
    const secret = known.find(({ id }) => id === reference.secretId);
    if (!secret) return [];
    const names = reference.envName ? [reference.envName] : environmentOf(secret);
    return names.map((name) => ({ name, secret, reference }));
  });
}

/** Ids of the secrets that the gateway fills in. */
export function gatewaySecretIds(references: readonly SecretReference[]): string[] {
  return references.filter(({ delivery }) => delivery === 'gateway').map(({ secretId }) => secretId);
}

/** Throws `invalid-input` for a secret that does not exist, and for two values of one environment variable. */
export function checkCredentials(spec: References, known: readonly SecretRecord[]): void {
  const fail = (message: string): never => {
    throw new AppFailure({ type: 'invalid-input', field: 'secrets', message });
  };
  const chosen = spec.secrets.flatMap(({ secretId, delivery }) => {
    const secret = known.find(({ id }) => id === secretId);
    return secret ? [{ secret, delivery }] : [];
  });
  if (chosen.length < spec.secrets.length) fail('A chosen credential no longer exists. Choose another one.');
  if (chosen.some(({ secret }) => secret.use.kind === 'proxy'))
    fail('The password of a proxy is for the gateway alone. Choose another credential.');
  if (chosen.some(({ secret }) => secret.use.kind === 'forge'))
    fail('A token for pull requests is for the app alone. Choose another credential.');
  const seen = new Map<string, string>();
  for (const { secret, delivery } of chosen) {
    if (secret.use.kind !== 'oauth') continue;
    if (delivery !== 'gateway')
      fail(`“${secret.name}” is renewed by the gateway alone. Deliver it through the gateway.`);
    for (const { path } of oauthProviderOf(secret.use)?.files ?? []) {
      const other = seen.get(path);
      if (other) fail(`“${other}” and “${secret.name}” are both for ~/${path}. Choose one of them.`);
      seen.set(path, secret.name);
    }
  }
  for (const { name, secret, reference } of namedSecrets(spec.secrets, known)) {
    const other = seen.get(name);
    if (other) fail(`“${other}” and “${secret.name}” are both for ${name}. Choose one of them.`);
    if (spec.env.some((variable) => variable.name === name))
      fail(`${name} is among the environment variables too: it would hide the credential “${secret.name}”.`);
    // Only the gateway can sign: the value is two keys in one, which no tool reads.
    if (
      secret.use.kind === 'provider' &&
      secret.use.provider === 'bedrock' &&
      reference.delivery !== 'gateway'
    )
      fail(`“${secret.name}” signs requests, which only the gateway does. Deliver it through the gateway.`);
    seen.set(name, secret.name);
  }
}

/**
 * The container's credentials. Every agent trusts the gateway's authority, so that it can get rules with methods and
 * paths while it runs; undefined without an authority. Omits credentials that were removed since. `show` returns the
 * text for a value delivered by environment: the value itself, or its name in commands that are shown. Rejects with
 * `secret-unavailable` when such a value cannot be read.
 */
export async function agentCredentials(
  spec: References,
  keeper: SecretProvider,
  show: 'values' | 'names' = 'values',
): Promise<AgentCredentials | undefined> {
  const authority = await keeper.authority();
  if (authority === undefined && spec.secrets.length === 0) return undefined;
  if (authority === undefined) throw nobodyKeepsSecrets();
  const environment: Record<string, string> = {};
  for (const named of namedSecrets(spec.secrets, keeper.list())) {
    const [variable, value] = await variableFor(named, keeper, show);
    environment[variable] = value;
  }
  for (const { secretId } of spec.secrets) {
    const secret = keeper.list().find(({ id }) => id === secretId);
    Object.assign(environment, secret && oauthProviderOf(secret.use)?.environment);
  }
  return { environment, authorityPem: authority.certificatePem };
}

async function variableFor(
  { name, secret, reference }: NamedSecret,
  keeper: SecretProvider,
  show: 'values' | 'names',
): Promise<[name: string, value: string]> {
  switch (reference.delivery) {
    case 'gateway':
      return [name, placeholderOf(secret)];
    case 'file':
      // Official images read variables with this suffix (postgres, mysql…).
      return [`${name}_FILE`, `${SECRETS_PATH}/${name}`];
    case 'environment':
      return [
        name,
        show === 'names' ? `<value of ${secret.name}>` : (await keeper.value(secret.id)).reveal(),
      ];
    default:
      return assertNever(reference.delivery);
  }
}
