import type { SecretRecord, SecretUse } from '../../contract/secrets.ts';
import type { Secret } from '../../lib/secret.ts';

/** The installation's certificate authority. */
export interface KeptAuthority {
  readonly certificatePem: string;
  readonly privateKey: Secret;
}

/** The engine host's interface to the store of credentials: Electron's main process, or a test. */
export interface SecretProvider {
  /** All secrets without their values. */
  list(): readonly SecretRecord[];
  onChange(listener: () => void): () => void;
  /** Reads the value from its source. Rejects with an `AppFailure` that gives the reason. */
  value(secretId: string): Promise<Secret>;
  /** Always the same authority while the store can keep it; undefined without one. */
  authority(): Promise<KeptAuthority | undefined>;
  /** Stores the tokens (a `TokenSet` as JSON) that a gateway got when it renewed an account. */
  renewed(secretId: string, tokens: Secret): void;
  /** Stores a new account; `text` is the file that the provider's program wrote at the sign-in. */
  signedIn(account: { name: string; use: SecretUse }, text: Secret): void;
  /** Reports that requests used these secrets. */
  used(secretIds: readonly string[], at: number): void;
}
