import { AppFailure } from '../contract/error.ts';
import type { Account, OAuthProvider } from '../contract/oauth.ts';
import { accountWith, type ReadAccount, readAccount } from '../contract/read-account.ts';
import { oauthProviderOf, type SecretRecord, type SecretSource } from '../contract/secrets.ts';
import { type TokenSet, tokenSetSchema } from '../contract/token-set.ts';
import { Secret } from '../lib/secret.ts';
import type { Encryption } from './encryption.ts';
import { type KeptValue, keepValue, revealValue } from './kept-value.ts';
import { readAccountSource } from './read-source.ts';

/** What a secret becomes when its value is saved. */
export type SavedValue = KeptValue & { account?: Account };

/** Reads and keeps the tokens of accounts (as JSON, in one line). No message repeats a token. */
export class AccountValues {
  readonly #encryption: Encryption;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(options: { encryption: Encryption; environment: NodeJS.ProcessEnv }) {
    this.#encryption = options.encryption;
    this.#environment = options.environment;
  }

  /**
   * The account in a typed text, or in a source outside of the app, of which nothing is kept. Rejects when it holds no
   * account.
   */
  async save(
    { use, source }: Pick<SecretRecord, 'use' | 'source'>,
    value: string,
    memoryOnly: boolean,
  ): Promise<SavedValue> {
    const provider = providerOf(use);
    if (source.kind !== 'typed')
      return { encrypted: null, account: (await this.#inSource(source, provider)).account };
    const { tokens, account } = accountIn(value, provider, 'value');
    return { ...(await keepValue(this.#encryption, JSON.stringify(tokens), memoryOnly)), account };
  }

  /** The newest tokens: of a source outside of the app those that are there, unless an agent’s renewal is newer. */
  async value({ use, source, name }: SecretRecord, kept: KeptValue): Promise<Secret> {
    if (source.kind === 'typed') return await revealValue(this.#encryption, kept, name);
    const { tokens } = await this.#inSource(source, providerOf(use));
    return new Secret(JSON.stringify(newerTokens(tokens, await this.#renewedTokens(kept, name))));
  }

  /** Keeps renewed tokens. Without a keychain they stay in memory, as the tokens before them. */
  async renew(record: SecretRecord, text: string): Promise<KeptValue & { account: Account }> {
    const tokens = tokenSetSchema.parse(JSON.parse(text));
    const account = accountWith(tokens, record.account?.facts, providerOf(record.use));
    return { ...(await keepValue(this.#encryption, JSON.stringify(tokens), true)), account };
  }

  async #inSource(
    source: Exclude<SecretSource, { kind: 'typed' }>,
    provider: OAuthProvider,
  ): Promise<ReadAccount> {
    const text = await readAccountSource(source, { environment: this.#environment });
    return accountIn(text.reveal(), provider, 'source');
  }

  async #renewedTokens(kept: KeptValue, name: string): Promise<TokenSet | undefined> {
    if (kept.encrypted === null && !kept.inMemory) return undefined;
    try {
      return tokenSetSchema.parse(JSON.parse((await revealValue(this.#encryption, kept, name)).reveal()));
    } catch {
      return undefined; // Another keychain is in use; the source still has tokens.
    }
  }
}

/**
 * Of the tokens in a source and those of the last renewal, the newer: a program that signed in anew wrote tokens that end
 * later.
 */
export function newerTokens(source: TokenSet, renewed: TokenSet | undefined): TokenSet {
  return renewed === undefined || (source.expiresAt ?? 0) > (renewed.expiresAt ?? 0) ? source : renewed;
}

function accountIn(text: string, provider: OAuthProvider, field: 'value' | 'source'): ReadAccount {
  const account = readAccount(text, provider);
  if (account) return account;
  throw new AppFailure({
    type: 'secret-unavailable',
    field,
    message: 'That holds no sign-in of this provider: neither a token nor the file of its program.',
  });
}

function providerOf(use: SecretRecord['use']): OAuthProvider {
  const provider = oauthProviderOf(use);
  if (provider) return provider;
  throw new AppFailure({
    type: 'secret-unavailable',
    field: 'use',
    message: 'This version of Bulkhead does not know the provider of this account.',
  });
}
