import { createHash } from 'node:crypto';
import { ID_PART, REFRESH_PART, tokenPart } from '../../contract/account.ts';
import type { TokenSet } from '../../contract/token-set.ts';
import { seal } from '../../lib/sealed.ts';
import type { SecretStore } from '../secret-store.ts';

interface Entry {
  tokens: TokenSet;
  sealKey: string;
  /** Digests of the refresh tokens that were used up by renewals here. */
  readonly spent: Set<string>;
}

const digest = (token: string): string => createHash('sha256').update(token).digest('base64');

/** The tokens of accounts, in memory alone. Each token is also a secret of the store, so that answers are searched for it. */
export class AccountTokens {
  readonly #secrets: SecretStore;
  readonly #entries = new Map<string, Entry>();

  constructor(secrets: SecretStore) {
    this.#secrets = secrets;
  }

  get(secretId: string): TokenSet | undefined {
    return this.#entries.get(secretId)?.tokens;
  }

  /**
   * Takes over the tokens of the app, unless this gateway has newer ones that the app has not stored. Returns those,
   * sealed, to be sent again.
   */
  set(secretId: string, tokens: TokenSet, sealKey: string): string | undefined {
    const entry = this.#entries.get(secretId);
    if (entry !== undefined && isOlder(tokens, entry)) {
      entry.sealKey = sealKey;
      return seal(JSON.stringify(entry.tokens), sealKey);
    }
    this.#keep(secretId, { tokens, sealKey, spent: entry?.spent ?? new Set() });
    return undefined;
  }

  /** Replaces the tokens by renewed ones. Returns these sealed; undefined when the account was removed meanwhile. */
  renew(secretId: string, tokens: TokenSet): string | undefined {
    const entry = this.#entries.get(secretId);
    if (entry === undefined) return undefined;
    const before = entry.tokens.refresh;
    if (before !== undefined && before !== tokens.refresh) entry.spent.add(digest(before));
    this.#keep(secretId, { ...entry, tokens });
    return seal(JSON.stringify(tokens), entry.sealKey);
  }

  remove(secretId: string): void {
    this.#entries.delete(secretId);
    for (const part of [REFRESH_PART, ID_PART] as const) this.#secrets.remove(tokenPart(secretId, part));
  }

  #keep(secretId: string, entry: Entry): void {
    const { access, refresh, id } = entry.tokens;
    this.#entries.set(secretId, entry);
    this.#secrets.set(secretId, access);
    this.#keepPart(tokenPart(secretId, REFRESH_PART), refresh);
    this.#keepPart(tokenPart(secretId, ID_PART), id);
  }

  #keepPart(partId: string, token: string | undefined): void {
    if (token === undefined) this.#secrets.remove(partId);
    else this.#secrets.set(partId, token);
  }
}

/** Whether the app's tokens are from before a renewal: their refresh token is used up, or the same with an earlier end. */
function isOlder(tokens: TokenSet, { tokens: own, spent }: Entry): boolean {
  if (tokens.refresh === undefined) return false;
  if (spent.has(digest(tokens.refresh))) return true;
  return tokens.refresh === own.refresh && (tokens.expiresAt ?? 0) < (own.expiresAt ?? 0);
}
