import type { Logger } from '../lib/logger.ts';
import { Secret } from '../lib/secret.ts';
import type { Encryption } from './encryption.ts';
import { unavailable } from './read-source.ts';
import type { SecretsFile } from './secrets-file.ts';

export interface KeptAuthority {
  certificatePem: string;
  privateKey: Secret;
}

type StoredAuthority = SecretsFile['authority'];
/** Reads the library for certificates when it is needed: the window opens first. */
const certificates = () => import('../gateway/certificate-authority.ts');

type StoredAuthorities = Pick<SecretsFile, 'authority' | 'previousAuthority'>;

/** The installation's certificate authority: created when first needed, stored encrypted, replaced after it expires. */
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
    /** Writes `stored` to disk. */
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

  /** Rejects with `secret-unavailable` when the authority is not valid yet by the clock. */
  get(): Promise<KeptAuthority> {
    const authority = (this.#inUse ?? Promise.resolve(undefined)).then(async (inUse) =>
      inUse && (await judge(inUse, this.#now())) === 'valid' ? inUse : await this.#find(),
    );
    // After a failure the next call tries again, because the clock may be correct by then.
    this.#inUse = authority.catch(() => undefined);
    return authority;
  }

  async #find(): Promise<KeptAuthority> {
    const now = this.#now();
    const { authority: newest, previousAuthority } = this.#stored;
    let early = false;
    // The previous authority is valid again after a clock that had jumped ahead is corrected.
    for (const stored of [newest, previousAuthority]) {
      if (!stored) continue;
      const authority = await this.#decrypt(stored);
      const state = authority ? await judge(authority, now) : 'unusable';
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
    const { certificatePem, privateKeyPem } = (await certificates()).createCertificateAuthority(now);
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
      return undefined; // Another keychain is in use, so the key is lost.
    }
  }

  async #keep(authority: StoredAuthority, previousAuthority: StoredAuthority): Promise<void> {
    this.#stored = { authority, previousAuthority };
    await this.#save();
  }
}

async function judge({ certificatePem, privateKey }: KeptAuthority, now: number) {
  const { loadAuthority } = await certificates();
  const loaded = loadAuthority({ certificatePem, privateKeyPem: privateKey.reveal() }, now);
  return loaded.ok ? 'valid' : loaded.reason;
}
