import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { AppFailure } from '../contract/error.ts';
import { writeAtomically } from '../lib/atomic-write.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { readOwnFile } from '../settings/own-file.ts';
import { type Scope, scopeSchema } from './scope.ts';

const TOKEN_BYTES = 32;
/** Lets people and secret scanners recognize a token. */
const PREFIX = 'bulkhead_';

const storedTokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  scope: scopeSchema,
  /** SHA-256 of the token in hexadecimal: 256 random bits need no slow hash. */
  hash: z.string().length(64),
  /** Host folders below which the token may name folders. */
  roots: z.array(z.string()),
  createdAt: z.number(),
  /** ms since the epoch; null: never. */
  expiresAt: z.number().nullable(),
  lastUsedAt: z.number().nullable(),
});
type StoredToken = z.infer<typeof storedTokenSchema>;
const fileSchema = z.object({ version: z.literal(1), tokens: z.array(storedTokenSchema) });

/** A token without its hash. */
export type Token = Omit<StoredToken, 'hash'>;

export interface TokenRequest {
  name: string;
  scope: Scope;
  roots: readonly string[];
  /** null: until it is revoked. */
  lifetimeMs: number | null;
}

/** The tokens of a data folder. The file is read at each use, so that a token revoked by another process is refused. */
export class TokenStore {
  readonly #path: string;
  readonly #clock: Clock;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(options: { path: string; clock: Clock }) {
    this.#path = options.path;
    this.#clock = options.clock;
  }

  async list(): Promise<Token[]> {
    return (await this.#read()).map(({ hash: _hash, ...token }) => token);
  }

  /** Resolves to the new token's value, which is not stored. Rejects with `name-taken`. */
  async create({ name, scope, roots, lifetimeMs }: TokenRequest): Promise<{ token: Token; value: string }> {
    const value = `${PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`;
    const now = this.#clock.now();
    const token: Token = {
      id: randomBytes(6).toString('hex'),
      name,
      scope,
      roots: [...roots],
      createdAt: now,
      expiresAt: lifetimeMs === null ? null : now + lifetimeMs,
      lastUsedAt: null,
    };
    await this.#change((tokens) => {
      if (tokens.some((existing) => existing.name === name)) {
        throw new AppFailure({ type: 'name-taken', field: 'name', message: `There is a token “${name}”.` });
      }
      return [...tokens, { ...token, hash: hashOf(value) }];
    });
    return { token, value };
  }

  /** Rejects with `not-found`. */
  async revoke(idOrName: string): Promise<void> {
    await this.#change((tokens) => {
      const rest = tokens.filter(({ id, name }) => id !== idOrName && name !== idOrName);
      if (rest.length < tokens.length) return rest;
      throw new AppFailure({ type: 'not-found', message: `There is no token “${idOrName}”.` });
    });
  }

  /** Resolves to the token with this value and records its use; undefined if there is none, or if it has expired. */
  async find(value: string): Promise<Token | undefined> {
    const hash = Buffer.from(hashOf(value), 'hex');
    const now = this.#clock.now();
    let match: StoredToken | undefined;
    // All tokens are compared, so that the time does not reveal which one is similar.
    for (const token of await this.#read()) {
      if (timingSafeEqual(Buffer.from(token.hash, 'hex'), hash)) match = token;
    }
    if (!match || (match.expiresAt !== null && match.expiresAt <= now)) return undefined;
    const { hash: _hash, ...token } = match;
    if (token.lastUsedAt === null || now - token.lastUsedAt >= USE_RESOLUTION_MS)
      await this.#noteUse(token.id, now);
    return token;
  }

  async #noteUse(id: string, now: number): Promise<void> {
    await this.#change((tokens) =>
      tokens.map((token) => (token.id === id ? { ...token, lastUsedAt: now } : token)),
    );
  }

  /** Rejects if the file cannot be read, so that a broken file admits nobody. */
  async #read(): Promise<StoredToken[]> {
    const file = await readOwnFile(this.#path);
    if (file.kind === 'none') return [];
    if (file.kind === 'unreadable') throw file.error;
    return fileSchema.parse(JSON.parse(file.text)).tokens;
  }

  async #change(change: (tokens: StoredToken[]) => StoredToken[]): Promise<void> {
    const changing = this.#writing.then(async () => {
      const tokens = change(await this.#read());
      await writeAtomically(this.#path, `${JSON.stringify({ version: 1, tokens }, null, 2)}\n`);
    });
    this.#writing = changing.catch(() => undefined);
    await changing;
  }
}

/** Resolution of the last use, so that a busy client does not write the file with each request. */
const USE_RESOLUTION_MS = 60_000;

/** Returns the token store of a data folder. */
export function tokenStoreOf(dataPath: string): TokenStore {
  return new TokenStore({ path: join(dataPath, 'tokens.json'), clock: systemClock });
}

const hashOf = (value: string) => createHash('sha256').update(value).digest('hex');
