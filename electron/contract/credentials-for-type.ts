import type { SecretReference } from './agent-spec.ts';
import type { UsableAgentType } from './agent-type.ts';
import type { SecretRecord } from './secrets.ts';

type Typed = Pick<UsableAgentType, 'credentials'>;
type Known = Pick<SecretRecord, 'id' | 'use'>;

/** Whether the secret is for the entry's provider, or the subscription that serves the same program. */
export function fits({ use }: Known, { provider, account }: Typed['credentials'][number]): boolean {
  if (use.kind === 'provider') return use.provider === provider;
  return use.kind === 'oauth' && (use.provider === account || use.provider === provider);
}

/** The credentials with which an agent of the type starts: the person's first one for each of the type's providers. */
export function credentialsFor(type: Typed, secrets: readonly Known[]): SecretReference[] {
  return type.credentials.flatMap((entry) => {
    const secret = secrets.find((each) => fits(each, entry));
    if (!secret) return [];
    const envName = secret.use.kind === 'provider' ? entry.variable : undefined;
    return [{ secretId: secret.id, delivery: 'gateway' as const, ...(envName ? { envName } : {}) }];
  });
}
