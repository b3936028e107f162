import { randomBytes } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { AppFailure } from '../../contract/error.ts';
import type {
  ListedSecret,
  SecretList,
  SecretRecord,
  SecretSource,
  SecretUse,
} from '../../contract/secrets.ts';
import { createCertificateAuthority, loadAuthority } from '../../gateway/certificate-authority.ts';
import { writeAtomically } from '../../lib/atomic-write.ts';
import { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import { Secret } from '../../lib/secret.ts';
import { checkValue } from './check-value.ts';
import type { Encryption } from './encryption.ts';
import { readSource, unavailable } from './read-source.ts';
import { readSecretsFile, type SecretsFile } from './secrets-file.ts';

const FILE_NAME = 'secrets.json';
/** The time of the last use is written at most this often. */
const USE_WRITTEN_EVERY_MS = 60_000;

export interface SecretChange {
  /** Absent for a new secret. */
  id?: string | undefined;
  name: string;
  use: SecretUse;
  source: SecretSource;
  /** The typed value; absent keeps the present one. */
  value?: string | undefined;
  /** The person agreed that a typed value lasts only until the app quits. */
  memoryOnly: boolean;
}

export interface KeptAuthority {
  certificatePem: string;
  privateKey: Secret;
}

interface Kept {
  record: SecretRecord;
  /** Only of a typed one. */
  encrypted: string | null;
  /** A typed value that may not be written. */
  inMemory?: Secret;
}

/**
 * The secrets of this installation. Typed values are on disk only in the form that the operating system's keychain
 * encrypted; without a keychain they are in this process's memory, and nowhere once it ends.
 */
export class SecretsStore {
  readonly changed = new Emitter<void>();
  readonly #path: string;
  readonly #encryption: Encryption;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #logger: Logger;
  readonly #now: () => number;
  #secrets: Kept[] = [];
  #authority: SecretsFile['authority'] = null;
  #previousAuthority: SecretsFile['authority'] = null;
  #authorityInUse: Promise<KeptAuthority | undefined> | undefined;
  /** One write at a time. */
  #writing: Promise<void> = Promise.resolve();

  constructor(options: {
    folder: string;
    encryption: Encryption;
    environment: NodeJS.ProcessEnv;
    logger: Logger;
    /** Epoch milliseconds. */
    now?: () => number;
  }) {
    this.#path = join(options.folder, FILE_NAME);
    this.#encryption = options.encryption;
    this.#environment = options.environment;
    this.#now = options.now ?? Date.now;
    this.#logger = options.logger.child('secrets');
  }

  /** Reads the file. A broken one is set aside: the secrets in it are not lost, and not overwritten. */
  async load(): Promise<void> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        this.#logger.error('secrets cannot be read', { error });
      return;
    }
    const { file, problem } = readSecretsFile(text);
    if (problem) {
      const aside = `${this.#path}.broken-${new Date().toISOString().replace(/[:.]/g, '-')}`;
      this.#logger.error('the secrets file was broken and is set aside', { aside, problem });
      await rename(this.#path, aside);
    }
    this.#secrets = file.secrets;
    this.#authority = file.authority;
    this.#previousAuthority = file.previousAuthority;
  }

  records(): SecretRecord[] {
    return this.#secrets.map(({ record }) => record);
  }

  async list(): Promise<SecretList> {
    const secrets = this.#secrets.map(
      ({ record, encrypted, inMemory }): ListedSecret => ({
        ...record,
        missing: record.source.kind === 'typed' && encrypted === null && inMemory === undefined,
      }),
    );
    return { secrets, protection: (await this.#encryption.available()) ? 'keychain' : 'memory' };
  }

  /** Adds or changes a secret. Rejects with the field that is wrong, and `confirm` when the value cannot be kept. */
  async save(change: SecretChange): Promise<SecretRecord> {
    const present = change.id === undefined ? undefined : this.#find(change.id);
    const name = change.name.trim();
    if (this.#secrets.some((other) => other !== present && other.record.name === name))
      throw invalid('name', `There is a secret called “${name}” already. Choose another name.`);
    const record: SecretRecord = {
      ...(present?.record.lastUsedAt === undefined ? {} : { lastUsedAt: present.record.lastUsedAt }),
      id: present?.record.id ?? randomBytes(12).toString('hex'),
      name,
      use: change.use,
      source: change.source,
      revision: (present?.record.revision ?? 0) + 1,
    };
    const kept: Kept = { record, ...(await this.#valueOf(change, present)) };
    // Looked for again: it may have been removed while the keychain was asked.
    const index = this.#secrets.findIndex(({ record: { id } }) => id === record.id);
    if (index >= 0) this.#secrets[index] = kept;
    else this.#secrets.push(kept);
    await this.#write();
    this.changed.emit();
    return record;
  }

  async remove(id: string): Promise<void> {
    this.#find(id);
    this.#secrets = this.#secrets.filter(({ record }) => record.id !== id);
    this.changed.emit();
    await this.#write();
  }

  /** The value, from where it is kept. Rejects with `secret-unavailable` and the reason. */
  async value(id: string): Promise<Secret> {
    const { record, encrypted, inMemory } = this.#find(id);
    if (record.source.kind !== 'typed')
      return await readSource(record.source, { environment: this.#environment });
    if (inMemory) return inMemory;
    if (encrypted === null)
      throw unavailable(`The value of “${record.name}” was only in memory. Type it again in the settings.`);
    try {
      return new Secret(await this.#encryption.decrypt(encrypted));
    } catch {
      throw unavailable(
        `The keychain cannot decrypt “${record.name}” any more. Type it again in the settings.`,
      );
    }
  }

  /**
   * The certificate authority: made when first needed, kept like a typed secret, replaced once it has expired. Rejects
   * with `secret-unavailable` when the clock says that it is not valid yet.
   */
  authority(): Promise<KeptAuthority> {
    const found = (this.#authorityInUse ?? Promise.resolve(undefined)).then((inUse) =>
      inUse && judge(inUse, this.#now()) === 'valid' ? inUse : this.#findAuthority(),
    );
    // Asked again after a failure: the clock may be right by then.
    this.#authorityInUse = found.catch(() => undefined);
    return found;
  }

  /** Notes that requests carried these secrets. */
  used(secretIds: readonly string[], at: number): void {
    for (const kept of this.#secrets) {
      if (!secretIds.includes(kept.record.id)) continue;
      const before = kept.record.lastUsedAt ?? 0;
      kept.record = { ...kept.record, lastUsedAt: Math.max(before, at) };
      if (at - before > USE_WRITTEN_EVERY_MS)
        this.#write().catch((error: unknown) => this.#logger.warn('last use not written', { error }));
    }
  }

  #find(id: string): Kept {
    const found = this.#secrets.find(({ record }) => record.id === id);
    if (found) return found;
    throw new AppFailure({ type: 'not-found', message: 'This secret no longer exists.' });
  }

  async #valueOf(
    { source, value, memoryOnly }: SecretChange,
    present: Kept | undefined,
  ): Promise<Pick<Kept, 'encrypted' | 'inMemory'>> {
    if (source.kind !== 'typed') return { encrypted: null };
    if (value === undefined) {
      if (present?.record.source.kind !== 'typed') throw invalid('value', 'Type the secret.');
      return { encrypted: present.encrypted, ...(present.inMemory ? { inMemory: present.inMemory } : {}) };
    }
    const checked = checkValue(value);
    if (!checked.ok) throw invalid('value', checked.message);
    if (await this.#encryption.available())
      return { encrypted: await this.#encryption.encrypt(checked.value) };
    if (memoryOnly) return { encrypted: null, inMemory: new Secret(checked.value) };
    throw new AppFailure({
      type: 'secret-unavailable',
      field: 'value',
      message:
        'This system has no keychain that Bulkhead can use, so it cannot keep the secret safe. It can stay in memory until you quit.',
      actions: [{ kind: 'confirm', label: 'Keep it in memory' }],
    });
  }

  async #findAuthority(): Promise<KeptAuthority> {
    const now = this.#now();
    let early = false;
    // The one before counts again when a clock that had jumped ahead is right again.
    for (const kept of [this.#authority, this.#previousAuthority]) {
      if (!kept) continue;
      const authority = await this.#decrypt(kept);
      const state = authority ? judge(authority, now) : 'unusable';
      if (authority && state === 'valid') {
        if (kept === this.#previousAuthority) await this.#keepAuthorities(kept, this.#authority);
        return authority;
      }
      early ||= state === 'early';
      this.#logger.warn('a certificate authority cannot be used', { state });
    }
    if (early) {
      throw unavailable(
        'By this machine’s clock the gateway’s certificate authority is not valid yet. Set the clock right; nothing was changed.',
      );
    }
    const made = createCertificateAuthority(now);
    if (await this.#encryption.available()) {
      const encryptedPrivateKey = await this.#encryption.encrypt(made.privateKeyPem);
      await this.#keepAuthorities(
        { certificatePem: made.certificatePem, encryptedPrivateKey },
        this.#authority,
      );
    }
    return { certificatePem: made.certificatePem, privateKey: new Secret(made.privateKeyPem) };
  }

  async #decrypt({
    certificatePem,
    encryptedPrivateKey,
  }: NonNullable<SecretsFile['authority']>): Promise<KeptAuthority | undefined> {
    try {
      const privateKey = new Secret(await this.#encryption.decrypt(encryptedPrivateKey));
      return { certificatePem, privateKey };
    } catch {
      return undefined; // The keychain is another one: its key is lost.
    }
  }

  async #keepAuthorities(
    authority: SecretsFile['authority'],
    previous: SecretsFile['authority'],
  ): Promise<void> {
    this.#authority = authority;
    this.#previousAuthority = previous;
    await this.#write();
  }

  /** Rejects when the file cannot be written; what is in memory counts until the app quits. */
  #write(): Promise<void> {
    const file = (): SecretsFile => ({
      version: 1,
      secrets: this.#secrets.map(({ record, encrypted }) => ({ record, encrypted })),
      authority: this.#authority,
      previousAuthority: this.#previousAuthority,
    });
    const written = this.#writing.then(() =>
      writeAtomically(this.#path, `${JSON.stringify(file(), null, 2)}\n`),
    );
    this.#writing = written.catch(() => undefined);
    return written.catch((error: unknown) => {
      throw new AppFailure({
        type: 'settings-unwritable',
        message: `Secrets cannot be saved to ${this.#path}. Changes last until you quit.`,
        raw: String(error),
      });
    });
  }
}

function judge({ certificatePem, privateKey }: KeptAuthority, now: number) {
  const loaded = loadAuthority({ certificatePem, privateKeyPem: privateKey.reveal() }, now);
  return loaded.ok ? 'valid' : loaded.reason;
}

function invalid(field: string, message: string): AppFailure {
  return new AppFailure({ type: 'invalid-input', field, message });
}
