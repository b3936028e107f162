import { AppFailure } from '../../../electron/contract/error.ts';
import type { SecretRecord } from '../../../electron/contract/secrets.ts';
import type { SecretProvider } from '../../../electron/engine/secrets/secret-provider.ts';
import { createCertificateAuthority } from '../../../electron/gateway/certificate-authority.ts';
import { Emitter } from '../../../electron/lib/emitter.ts';
import { Secret } from '../../../electron/lib/secret.ts';

/** Keeps secrets as the app's main process does, with values that a test sets. */
export class TestKeeper implements SecretProvider {
  readonly #changed = new Emitter<void>();
  readonly #secrets = new Map<string, { record: SecretRecord; value: string | undefined }>();
  readonly #pem = createCertificateAuthority(Date.now());
  /** Ids of the secrets that requests carried. */
  readonly usedIds: string[] = [];

  /** An undefined value is one whose source fails. */
  set(record: Omit<SecretRecord, 'revision' | 'source'>, value: string | undefined): void {
    const revision = (this.#secrets.get(record.id)?.record.revision ?? 0) + 1;
    this.#secrets.set(record.id, { record: { ...record, revision, source: { kind: 'typed' } }, value });
    this.#changed.emit();
  }

  remove(id: string): void {
    this.#secrets.delete(id);
    this.#changed.emit();
  }

  /** Every value that only the gateway may have in clear text. */
  allValues(): string[] {
    const values = [...this.#secrets.values()].flatMap(({ value }) => value ?? []);
    return [...values, ...this.#pem.privateKeyPem.split('\n').filter((line) => line.length === 64)];
  }

  get privateKeyPem(): string {
    return this.#pem.privateKeyPem;
  }

  list(): SecretRecord[] {
    return [...this.#secrets.values()].map(({ record }) => record);
  }

  onChange(listener: () => void): () => void {
    return this.#changed.on(listener);
  }

  async value(secretId: string): Promise<Secret> {
    const value = this.#secrets.get(secretId)?.value;
    if (value === undefined)
      throw new AppFailure({ type: 'secret-unavailable', message: 'The source failed.' });
    return new Secret(value);
  }

  async authority() {
    return { certificatePem: this.#pem.certificatePem, privateKey: new Secret(this.#pem.privateKeyPem) };
  }

  /** Keeps the tokens as the app does; the records of a test have no account. */
  renewed(secretId: string, tokens: Secret): void {
    const record = this.#secrets.get(secretId)?.record;
    if (record) this.set(record, tokens.reveal());
  }

  /** The texts of accounts that were signed in to. */
  readonly signedInTexts: string[] = [];

  signedIn(_account: { name: string; use: SecretRecord['use'] }, text: Secret): void {
    this.signedInTexts.push(text.reveal());
  }

  used(secretIds: readonly string[]): void {
    this.usedIds.push(...secretIds);
  }
}
