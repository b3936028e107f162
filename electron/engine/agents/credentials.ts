import type { AgentSpec } from '../../contract/agent-spec.ts';
import { AppFailure } from '../../contract/error.ts';
import { environmentOf, placeholderOf, type SecretRecord } from '../../contract/secrets.ts';
import type { SecretKeeper } from '../secrets/secret-keeper.ts';

/** What an agent's container has of its credentials. Nothing of it is secret. */
export interface AgentCredentials {
  /** Placeholders by environment variable. */
  environment: Readonly<Record<string, string>>;
  /** Certificate of the authority that the gateway reads traffic to the credentials' hosts with. */
  authorityPem: string;
}

type References = Pick<AgentSpec, 'secrets' | 'env'>;

function variables({ secrets }: References, known: readonly SecretRecord[]) {
  return secrets.flatMap(({ secretId, envName }) => {
    const secret = known.find(({ id }) => id === secretId);
    if (!secret) return [];
    const names = envName ? [envName] : environmentOf(secret);
    return names.map((name) => ({ name, secret, placeholder: placeholderOf(secret) }));
  });
}

/** Throws `invalid-input` for a secret that does not exist, and for two values for one environment variable. */
export function checkCredentials(spec: References, known: readonly SecretRecord[]): void {
  const fail = (message: string): never => {
    throw new AppFailure({ type: 'invalid-input', field: 'secrets', message });
  };
  if (spec.secrets.some(({ secretId }) => !known.some(({ id }) => id === secretId)))
    fail('A chosen credential no longer exists. Choose another one.');
  const seen = new Map<string, string>();
  for (const { name, secret } of variables(spec, known)) {
    const other = seen.get(name);
    if (other) fail(`“${other}” and “${secret.name}” are both for ${name}. Choose one of them.`);
    if (spec.env.some((variable) => variable.name === name))
      fail(`${name} is among the environment variables too: it would hide the credential “${secret.name}”.`);
    seen.set(name, secret.name);
  }
}

/** Undefined for an agent without credentials. Those that were removed since are left out. */
export async function agentCredentials(
  spec: References,
  keeper: SecretKeeper,
): Promise<AgentCredentials | undefined> {
  if (spec.secrets.length === 0) return undefined;
  const { certificatePem } = await keeper.authority();
  const entries = variables(spec, keeper.list()).map(({ name, placeholder }) => [name, placeholder] as const);
  return { environment: Object.fromEntries(entries), authorityPem: certificatePem };
}
