import { createCertificateAuthority, loadAuthority } from '../../gateway/certificate-authority.ts';
import type { Logger } from '../../lib/logger.ts';
import { Secret } from '../../lib/secret.ts';
import type { Encryption } from './encryption.ts';
import { unavailable } from './read-source.ts';
import type { SecretsFile } from './secrets-file.ts';

export interface KeptAuthority {
  certificatePem: string;
  privateKey: Secret;
}

type StoredAuthority = SecretsFile['authority'];
type StoredAuthorities = Pick<SecretsFile, 'authority' | 'previousAuthority'>;

/** The installation's certificate authority: made when first needed, kept encrypted, replaced once it has expired. */
export class AuthorityStore {
  readonly #encryption: Encryption;
  readonly #now: () => number;
  readonly #logger: Logger;
  readonly #save: () => Promise<void>;
  #stored: StoredAuthorities = { authority: null, previousAuthority: null };
  #inUse: Promise<KeptAuthority | undefined> | undefined;

  constructor(options: {
    encryption: Encryption;
    now: () => number;
    logger: Logger;
    /** Puts `stored` on disk. */
    save(): Promise<void>;
  }) {
    this.#encryption = options.encryption;
    this.#now = options.now;
    this.#logger = options.logger;
    this.#save = options.save;
  }

  get stored(): StoredAuthorities {
    return this.#stored;
  }

  load({ authority, previousAuthority }: StoredAuthorities): void {
    this.#stored = { authority, previousAuthority };
  }

  /** Rejects with `secret-unavailable` when the clock says that it is not valid yet. */
  get(): Promise<KeptAuthority> {
    const found = (this.#inUse ?? Promise.resolve(undefined)).then((inUse) =>
      inUse && judge(inUse, this.#now()) === 'valid' ? inUse : this.#find(),
    );
    // Asked again after a failure: the clock may be right by then.
    this.#inUse = found.catch(() => undefined);
    return found;
  }

  async #find(): Promise<KeptAuthority> {
    const now = this.#now();
    const { authority: newest, previousAuthority } = this.#stored;
    let early = false;
    // The one before counts again when a clock that had jumped ahead is right again.
    for (const stored of [newest, previousAuthority]) {
      if (!stored) continue;
      const authority = await this.#decrypt(stored);
      const state = authority ? judge(authority, now) : 'unusable';
      if (authority && state === 'valid') {
        if (stored === previousAuthority) await this.#keep(stored, newest);
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
    return await this.#make(now);
  }

  async #make(now: number): Promise<KeptAuthority> {
    const { certificatePem, privateKeyPem } = createCertificateAuthority(now);
    if (await this.#encryption.available()) {
      const encryptedPrivateKey = await this.#encryption.encrypt(privateKeyPem);
      await this.#keep({ certificatePem, encryptedPrivateKey }, this.#stored.authority);
    }
    return { certificatePem, privateKey: new Secret(privateKeyPem) };
  }

  async #decrypt({
    certificatePem,
    encryptedPrivateKey,
  }: NonNullable<StoredAuthority>): Promise<KeptAuthority | undefined> {
    try {
      const privateKey = new Secret(await this.#encryption.decrypt(encryptedPrivateKey));
      return { certificatePem, privateKey };
    } catch {
      return undefined; // The keychain is another one: its key is lost.
    }
  }

  async #keep(authority: StoredAuthority, previousAuthority: StoredAuthority): Promise<void> {
    this.#stored = { authority, previousAuthority };
    await this.#save();
  }
}

function judge({ certificatePem, privateKey }: KeptAuthority, now: number) {
  const loaded = loadAuthority({ certificatePem, privateKeyPem: privateKey.reveal() }, now);
  return loaded.ok ? 'valid' : loaded.reason;
}
