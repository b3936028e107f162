import { AppFailure } from '../contract/error.ts';
import { Secret } from '../lib/secret.ts';
import { type Encryption, whyUnreadable } from './encryption.ts';
import { unavailable } from './read-source.ts';

/** A value that the app keeps itself. */
export interface KeptValue {
  /** As `Encryption` has it; null when nothing is on disk. */
  encrypted: string | null;
  /** A value that must not be written to disk. */
  inMemory?: Secret;
}

/**
 * Encrypts a value. Without a keychain it stays in memory if the person agreed (`memoryOnly`); else rejects with
 * `confirm`.
 */
export async function keepValue(
  encryption: Encryption,
  text: string,
  memoryOnly: boolean,
): Promise<KeptValue> {
  if (await encryption.available()) return { encrypted: await encryption.encrypt(text) };
  if (memoryOnly) return { encrypted: null, inMemory: new Secret(text) };
  throw new AppFailure({
    type: 'secret-unavailable',
    field: 'value',
    message:
      'This system has no keychain that Bulkhead can use, so it cannot keep the secret safe. It can stay in memory until you quit.',
    actions: [{ kind: 'confirm', label: 'Keep it in memory' }],
  });
}

/** Rejects with `secret-unavailable` for a value that was only in memory, and when the keychain cannot decrypt it. */
export async function revealValue(
  encryption: Encryption,
  { encrypted, inMemory }: KeptValue,
  name: string,
): Promise<Secret> {
  if (inMemory) return inMemory;
  if (encrypted === null)
    throw unavailable(`The value of “${name}” was only in memory. Type it again in the settings.`);
  try {
    return new Secret(await encryption.decrypt(encrypted));
  } catch {
    throw unavailable(whyUnreadable(name, encrypted, encryption.protection));
  }
}
