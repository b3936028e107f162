import type { SecretReference } from '../../../electron/contract/agent-spec.ts';
import type { UsableAgentType } from '../../../electron/contract/agent-type.ts';
import { BUILTIN_BINDINGS } from '../../../electron/contract/builtin-bindings.ts';
import type { SecretRecord } from '../../../electron/contract/secrets.ts';

type Typed = Pick<UsableAgentType, 'credentials'>;
type Known = Pick<SecretRecord, 'id' | 'use'>;

/** The credentials with which an agent of the type starts: the person's first one for each of the type's providers. */
export function credentialsFor(type: Typed, secrets: readonly Known[]): SecretReference[] {
  return type.credentials.flatMap(({ provider, variable }) => {
    const secret = secrets.find(({ use }) => use.kind === 'provider' && use.provider === provider);
    if (!secret) return [];
    return [
      { secretId: secret.id, delivery: 'gateway' as const, ...(variable ? { envName: variable } : {}) },
    ];
  });
}

export interface MissingCredential {
  provider: string;
  /** The provider's name. */
  name: string;
  /** What happens without the credential. */
  without: string | undefined;
}

/** The credential to suggest: of the type's first provider, when the agent has a credential of none of them. */
export function missingCredential(
  type: Typed,
  secrets: readonly Known[],
  chosen: readonly SecretReference[],
): MissingCredential | undefined {
  const providers = type.credentials.map(({ provider }) => provider);
  const has = secrets.some(
    ({ id, use }) =>
      use.kind === 'provider' &&
      providers.includes(use.provider) &&
      chosen.some(({ secretId }) => secretId === id),
  );
  const [first] = type.credentials;
  if (has || !first) return undefined;
  const name = BUILTIN_BINDINGS.find(({ id }) => id === first.provider)?.name ?? first.provider;
  return { provider: first.provider, name, without: first.without };
}
