import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppFailure } from '../contract/error.ts';
import { type Token, type TokenRequest, tokenNameSchema, tokenSchema } from '../contract/token.ts';
import { createAtomically, writeAtomically } from '../lib/atomic-write.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { readOwnFile } from '../settings/own-file.ts';
import { writeReason } from '../settings/write-problem.ts';

const TOKEN_BYTES = 32;
/** Lets people and secret scanners recognize a token. */
const PREFIX = 'bulkhead_';
const TOKEN_FILE = /^([0-9a-f]{32})\.json$/;
/** Resolution of the last use, so that a busy client does not write a file with each request. */
const USE_RESOLUTION_MS = 60_000;

const storedTokenSchema = tokenSchema.omit({ lastUsedAt: true }).extend({
  /** SHA-256 of the token in hexadecimal: 256 random bits need no slow hash. */
  hash: z.string().length(64),
});
type StoredToken = z.infer<typeof storedTokenSchema>;

/**
 * The tokens of a data folder, a file each: several processes make and revoke them, and none overwrites what another
 * wrote. The files are read at each use, so that a token revoked by another process is refused.
 */
export class TokenStore {
  readonly #folder: string;
  readonly #clock: Clock;

  constructor(options: { folder: string; clock: Clock }) {
    this.#folder = options.folder;
    this.#clock = options.clock;
  }

  /** Resolves to the tokens by age. Rejects when a file cannot be read. */
  async list(): Promise<Token[]> {
    const files = await this.#files();
    const tokens = await Promise.all(
      files.map(async (file): Promise<Token | undefined> => {
        const stored = await this.#read(file);
        return stored && { ...publicPart(stored), lastUsedAt: await this.#lastUse(file) };
      }),
    );
    return tokens.filter((token) => token !== undefined).sort((a, b) => a.createdAt - b.createdAt);
  }

  /** Resolves to the new token's value, which is not stored. Rejects with `name-taken` and `invalid-input`. */
  async create(request: TokenRequest): Promise<{ token: Token; value: string }> {
    const name = tokenNameSchema.safeParse(request.name);
    if (!name.success) throw invalidName(name.error.issues[0]?.message ?? 'Choose another name.');
    const value = `${PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`;
    const now = this.#clock.now();
    const stored: StoredToken = {
      id: randomBytes(6).toString('hex'),
      name: name.data,
      scope: request.scope,
      roots: [...request.roots],
      createdAt: now,
      expiresAt: request.lifetimeMs === null ? null : now + request.lifetimeMs,
      hash: hashOf(value),
    };
    await this.#add(stored);
    return { token: { ...publicPart(stored), lastUsedAt: null }, value };
  }

  /** Rejects with `not-found`. */
  async revoke(idOrName: string): Promise<void> {
    for (const file of await this.#files()) {
      const stored = await this.#read(file);
      if (stored?.id !== idOrName && stored?.name !== idOrName) continue;
      // The use goes first: after a crash in between, a new token of this name has not been used.
      await rm(this.#pathOfUse(file), { force: true });
      await rm(join(this.#folder, file));
      return;
    }
    throw new AppFailure({ type: 'not-found', message: `There is no token “${idOrName}”.` });
  }

  /** Resolves to the token with this value and records its use; undefined if there is none, or if it has expired. */
  async find(value: string): Promise<Token | undefined> {
    const hash = Buffer.from(hashOf(value), 'hex');
    const now = this.#clock.now();
    let match: { file: string; stored: StoredToken } | undefined;
    // All tokens are compared, so that the time does not reveal which one is similar.
    for (const file of await this.#files()) {
      // A broken file admits nobody, and the others stay valid.
      const stored = await this.#read(file).catch(() => undefined);
      if (stored && timingSafeEqual(Buffer.from(stored.hash, 'hex'), hash)) match = { file, stored };
    }
    if (!match || (match.stored.expiresAt !== null && match.stored.expiresAt <= now)) return undefined;
    const lastUsedAt = await this.#lastUse(match.file);
    if (lastUsedAt === null || now - lastUsedAt >= USE_RESOLUTION_MS)
      await writeAtomically(this.#pathOfUse(match.file), String(now)).catch(() => undefined); // A full disk must not lock programs out.
    return { ...publicPart(match.stored), lastUsedAt };
  }

  /** The file's name follows from the token's name, so that two processes cannot both add it. */
  async #add(stored: StoredToken): Promise<void> {
    const path = join(this.#folder, `${hashOf(stored.name).slice(0, 32)}.json`);
    let isNew: boolean;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      isNew = await createAtomically(path, `${JSON.stringify(stored, null, 2)}\n`);
    } catch (error) {
      throw unwritable(this.#folder, error);
    }
    if (isNew) return;
    throw new AppFailure({
      type: 'name-taken',
      field: 'name',
      message: `There is a token “${stored.name}”.`,
    });
  }

  async #files(): Promise<string[]> {
    try {
      return (await readdir(this.#folder)).filter((name) => TOKEN_FILE.test(name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  /** Resolves to undefined for a token that was revoked meanwhile. */
  async #read(file: string): Promise<StoredToken | undefined> {
    const content = await readOwnFile(join(this.#folder, file));
    if (content.kind === 'none') return undefined;
    if (content.kind === 'unreadable') throw content.error;
    return storedTokenSchema.parse(JSON.parse(content.text));
  }

  async #lastUse(file: string): Promise<number | null> {
    const content = await readOwnFile(this.#pathOfUse(file));
    const at = content.kind === 'text' ? Number(content.text) : Number.NaN;
    return Number.isFinite(at) ? at : null;
  }

  /** The use has a file of its own, which only the process that owns the data folder writes. */
  #pathOfUse(file: string): string {
    return join(this.#folder, file.replace(TOKEN_FILE, '$1.used'));
  }
}

function unwritable(folder: string, error: unknown): AppFailure {
  return new AppFailure({
    type: 'settings-unwritable',
    message: `No token was created in ${folder}: ${writeReason(error)}.`,
    raw: String(error),
  });
}

/** Returns the token store of a data folder. */
export function tokenStoreOf(dataPath: string): TokenStore {
  return new TokenStore({ folder: join(dataPath, 'tokens'), clock: systemClock });
}

function publicPart({ hash: _hash, ...token }: StoredToken): Omit<Token, 'lastUsedAt'> {
  return token;
}

function invalidName(message: string): AppFailure {
  return new AppFailure({ type: 'invalid-input', field: 'name', message });
}

const hashOf = (value: string) => createHash('sha256').update(value).digest('hex');
