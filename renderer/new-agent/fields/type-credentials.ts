import type { SecretReference } from '../../../electron/contract/agent-spec.ts';
import type { UsableAgentType } from '../../../electron/contract/agent-type.ts';
import { BUILTIN_ACCOUNTS } from '../../../electron/contract/builtin-accounts.ts';
import { BUILTIN_BINDINGS } from '../../../electron/contract/builtin-bindings.ts';
import { fits } from '../../../electron/contract/credentials-for-type.ts';
import type { SecretRecord } from '../../../electron/contract/secrets.ts';
import { REGISTRY_PROVIDERS } from '../../secrets/registry-form.ts';

type Typed = Pick<UsableAgentType, 'credentials'>;
type Known = Pick<SecretRecord, 'id' | 'use'>;

export interface MissingCredential {
  provider: string;
  /** The provider's name. */
  name: string;
  /** What happens without the credential. */
  without: string | undefined;
  /** The subscriptions that a person can sign in to instead. */
  accounts: { id: string; name: string }[];
}

/** The credential to suggest: of the type's first provider, when the agent has a credential of none of them. */
export function missingCredential(
  type: Typed,
  secrets: readonly Known[],
  chosen: readonly SecretReference[],
): MissingCredential | undefined {
  const has = secrets.some(
    (secret) =>
      type.credentials.some((entry) => fits(secret, entry)) &&
      chosen.some(({ secretId }) => secretId === secret.id),
  );
  const [first] = type.credentials;
  if (has || !first) return undefined;
  const ids = type.credentials.flatMap(({ provider, account }) => [provider, account]);
  const accounts = BUILTIN_ACCOUNTS.filter(({ id, provider }) => ids.includes(id) && provider.signIn);
  return {
    provider: first.provider,
    name: nameOf(first.provider),
    without: first.without,
    accounts: accounts.map(({ id, name }) => ({ id, name })),
  };
}

function nameOf(provider: string): string {
  return (
    [...BUILTIN_BINDINGS, ...BUILTIN_ACCOUNTS, ...REGISTRY_PROVIDERS].find(({ id }) => id === provider)
      ?.name ?? provider
  );
}

/** A name for a new secret of the provider that no other has: "Anthropic", "Anthropic 2". */
export function proposedSecretName(provider: string, taken: readonly string[]): string {
  const name = nameOf(provider);
  const names = new Set(taken.map((each) => each.toLowerCase()));
  for (let number = 1; ; number++) {
    const proposal = number === 1 ? name : `${name} ${number}`;
    if (!names.has(proposal.toLowerCase())) return proposal;
  }
}
