import type { SecretRecord } from '../../contract/secrets.ts';
import type { Secret } from '../../lib/secret.ts';

/** The installation's certificate authority. */
export interface KeptAuthority {
  readonly certificatePem: string;
  readonly privateKey: Secret;
}

/** Who keeps credentials for the engine host: Electron's main process, or a test. */
export interface SecretProvider {
  /** All secrets, without values. */
  list(): readonly SecretRecord[];
  onChange(listener: () => void): () => void;
  /** Reads the value from its source. Rejects with an `AppFailure` that says why there is none. */
  value(secretId: string): Promise<Secret>;
  /** The same one for as long as the keeper can keep it; undefined where there is none. */
  authority(): Promise<KeptAuthority | undefined>;
  /** Requests carried these secrets. */
  used(secretIds: readonly string[], at: number): void;
}
