import { randomBytes } from 'node:crypto';
import { AppFailure } from '../contract/error.ts';
import type {
  ListedSecret,
  SecretCallInput,
  SecretList,
  SecretRecord,
  SecretUse,
} from '../contract/secrets.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { Emitter } from '../lib/emitter.ts';
import type { Logger } from '../lib/logger.ts';
import type { Secret } from '../lib/secret.ts';
import { AccountValues, type SavedValue } from './account-values.ts';
import { AuthorityStore, type KeptAuthority } from './authority-store.ts';
import { checkValue } from './check-value.ts';
import type { Encryption } from './encryption.ts';
import { type KeptValue, keepValue, revealValue } from './kept-value.ts';
import { readSource } from './read-source.ts';
import { SecretsDisk } from './secrets-disk.ts';
import { UseWriter } from './use-writer.ts';

export type SecretChange = SecretCallInput<'secrets.save'>;

/** Only a typed value is stored, and the renewed tokens of an account. */
interface Kept extends KeptValue {
  record: SecretRecord;
}

/**
 * The secrets of this installation. Typed values are on disk only encrypted, with a key of the operating system's
 * keychain or of a key file; without one they are in this process's memory until it ends.
 */
export class SecretsStore {
  readonly changed = new Emitter<void>();
  readonly #disk: SecretsDisk;
  readonly #authority: AuthorityStore;
  readonly #uses: UseWriter;
  readonly #encryption: Encryption;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #accounts: AccountValues;
  #secrets: Kept[] = [];
  #loaded = false;
  #loading: Promise<void> | undefined;

  constructor(options: {
    folder: string;
    encryption: Encryption;
    environment: NodeJS.ProcessEnv;
    logger: Logger;
    clock?: Clock;
  }) {
    const { folder, encryption, environment, clock = systemClock } = options;
    const logger = options.logger.child('secrets');
    this.#encryption = encryption;
    this.#environment = environment;
    this.#accounts = new AccountValues({ encryption, environment });
    this.#disk = new SecretsDisk({ folder, logger });
    this.#authority = new AuthorityStore({
      encryption,
      now: () => clock.now(),
      logger,
      save: () => this.#write(),
    });
    this.#uses = new UseWriter({
      clock,
      write: () => this.#write().catch((error: unknown) => logger.warn('last use not written', { error })),
    });
  }

  /**
   * Reads the file, also again after another process has changed it. Rejects when the file exists but cannot be read;
   * later calls then try to read it first.
   */
  async load(): Promise<void> {
    const file = await this.#disk.load();
    const inMemory = new Map(
      this.#secrets.map((kept) => [`${kept.record.id} ${kept.record.revision}`, kept.inMemory]),
    );
    this.#secrets = file.secrets.map((kept) => {
      const value = inMemory.get(`${kept.record.id} ${kept.record.revision}`);
      return value ? { ...kept, inMemory: value } : kept;
    });
    this.#authority.load(file);
    this.#loaded = true;
    this.changed.emit();
  }

  records(): SecretRecord[] {
    return this.#secrets.map(({ record }) => record);
  }

  async list(): Promise<SecretList> {
    await this.#ready();
    const secrets = this.#secrets.map(
      ({ record, encrypted, inMemory }): ListedSecret => ({
        ...record,
        missing: record.source.kind === 'typed' && encrypted === null && inMemory === undefined,
      }),
    );
    return {
      secrets,
      protection: (await this.#encryption.available()) ? this.#encryption.protection : 'memory',
    };
  }

  /** Adds or changes a secret. Rejects with the field that is wrong, and `confirm` when the value cannot be kept. */
  async save(change: SecretChange): Promise<SecretRecord> {
    await this.#ready();
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
    const { account = present?.record.account, ...value } = await this.#valueOf(change, present);
    const entry: Kept = { ...value, record: account === undefined ? record : { ...record, account } };
    // The index is looked up again, because the secret may have been removed during the keychain call.
    const index = this.#secrets.findIndex(({ record: { id } }) => id === record.id);
    if (index >= 0) this.#secrets[index] = entry;
    else this.#secrets.push(entry);
    // The event precedes the write, because a change that cannot be saved still applies until the app quits.
    this.changed.emit();
    await this.#write();
    return record;
  }

  /** Adds an account that a person signed in to, under a name that is free. Without a keychain it stays in memory. */
  async addAccount(account: { name: string; use: SecretUse; text: string }): Promise<SecretRecord> {
    await this.#ready();
    const { use, text: value } = account;
    const base = account.name.trim();
    const isTaken = (name: string) => this.#secrets.some(({ record }) => record.name === name);
    let name = base;
    for (let count = 2; isTaken(name); count += 1) name = `${base} ${count}`;
    return await this.save({ name, use, source: { kind: 'typed' }, value, memoryOnly: true });
  }

  async remove(id: string): Promise<void> {
    await this.#ready();
    this.#find(id);
    this.#secrets = this.#secrets.filter(({ record }) => record.id !== id);
    this.changed.emit();
    await this.#write();
  }

  /** Reads the value from its source. Rejects with `secret-unavailable` and the reason. */
  async value(id: string): Promise<Secret> {
    await this.#ready();
    const { record, ...kept } = this.#find(id);
    if (record.use.kind === 'oauth') return await this.#accounts.value(record, kept);
    if (record.source.kind !== 'typed')
      return await readSource(record.source, { environment: this.#environment });
    return await revealValue(this.#encryption, kept, record.name);
  }

  /** Keeps the tokens (a `TokenSet` as JSON) that a gateway got when it renewed an account. */
  async renewed(id: string, tokens: string): Promise<void> {
    await this.#ready();
    const entry = this.#find(id);
    if (entry.record.use.kind !== 'oauth') return;
    const { account, ...kept } = await this.#accounts.renew(entry.record, tokens);
    const present = this.#find(id);
    present.encrypted = kept.encrypted;
    if (kept.inMemory) present.inMemory = kept.inMemory;
    present.record = { ...present.record, account, revision: present.record.revision + 1 };
    this.changed.emit();
    await this.#write();
  }

  /** The certificate authority, stored like a typed secret: see `AuthorityStore`. */
  async authority(): Promise<KeptAuthority> {
    await this.#ready();
    return await this.#authority.get();
  }

  /** Records that requests carried these secrets. */
  used(secretIds: readonly string[], at: number): void {
    for (const entry of this.#secrets) {
      if (!secretIds.includes(entry.record.id)) continue;
      entry.record = { ...entry.record, lastUsedAt: Math.max(entry.record.lastUsedAt ?? 0, at) };
      this.#uses.note();
    }
  }

  /** Resolves once all writes have succeeded or failed. */
  async flush(): Promise<void> {
    this.#uses.flush();
    await this.#disk.flush();
  }

  /** Reads the file again after a failure. Rejects with the reason when reading fails again. */
  async #ready(): Promise<void> {
    if (this.#loaded) return;
    this.#loading ??= this.load().finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
  }

  #find(id: string): Kept {
    const entry = this.#secrets.find(({ record }) => record.id === id);
    if (entry) return entry;
    throw new AppFailure({ type: 'not-found', message: 'This secret no longer exists.' });
  }

  async #valueOf(
    { use, source, value, memoryOnly }: SecretChange,
    present: Kept | undefined,
  ): Promise<SavedValue> {
    if (source.kind !== 'typed')
      return use.kind === 'oauth'
        ? await this.#accounts.save({ use, source }, '', memoryOnly)
        : { encrypted: null };
    if (value === undefined) {
      if (present?.record.source.kind !== 'typed') throw invalid('value', 'Type the secret.');
      return { encrypted: present.encrypted, ...(present.inMemory ? { inMemory: present.inMemory } : {}) };
    }
    if (use.kind === 'oauth') return await this.#accounts.save({ use, source }, value, memoryOnly);
    const checked = checkValue(value);
    if (!checked.ok) throw invalid('value', checked.message);
    return await keepValue(this.#encryption, checked.value, memoryOnly);
  }

  /** Rejects when the file cannot be written; the state in memory then applies until the app quits. */
  #write(): Promise<void> {
    return this.#disk.write(() => ({
      version: 1,
      secrets: this.#secrets.map(({ record, encrypted }) => ({ record, encrypted })),
      ...this.#authority.stored,
    }));
  }
}

function invalid(field: string, message: string): AppFailure {
  return new AppFailure({ type: 'invalid-input', field, message });
}
