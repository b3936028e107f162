import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppFailure } from '../../contract/error.ts';
import type { SaveTokens } from '../../engine/files/save-tokens.ts';
import { HttpRefusal } from '../http/problem.ts';
import type { WebSession } from './web-sessions.ts';

/** Files of one session that were saved and not downloaded. */
const MAXIMUM_FILES = 16;

interface Download {
  readonly session: WebSession;
  readonly name: string;
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * The places where the engine host saves what a browser then downloads: a folder of the data folder for each file, so
 * that no page chooses a path. A file is gone once it is downloaded, and with its session.
 */
export class Downloads {
  readonly #folder: string;
  readonly #saveTokens: SaveTokens;
  readonly #files = new Map<string, Download>();

  constructor(options: { folder: string; saveTokens: SaveTokens }) {
    this.#folder = options.folder;
    this.#saveTokens = options.saveTokens;
  }

  /** Resolves to the place for one file. Its path is what the person gets to see: the file's name. */
  async create(suggestedName: string, session: WebSession): Promise<{ token: string; path: string }> {
    const mine = [...this.#files.values()].filter((file) => file.session === session);
    if (mine.length >= MAXIMUM_FILES) {
      throw new AppFailure({
        type: 'resource-limit',
        message: 'Too many files wait for their download. Sign out and in again.',
      });
    }
    const token = randomBytes(16).toString('hex');
    const name = fileName(suggestedName);
    const folder = join(this.#folder, token);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    let forget = () => {};
    const remove = async () => {
      forget();
      this.#files.delete(token);
      await rm(folder, { recursive: true, force: true });
    };
    forget = session.scope.add(remove);
    const path = join(folder, name);
    this.#files.set(token, { session, name, path, remove });
    this.#saveTokens.offer(token, path);
    return { token, path: name };
  }

  /** Sends the file to the session that asked for its place, once. Rejects with an `HttpRefusal` (404). */
  async send(token: string, session: WebSession, response: ServerResponse): Promise<void> {
    const file = this.#files.get(token);
    const size = file?.session === session ? await sizeOf(file.path) : undefined;
    if (!file || size === undefined) throw new HttpRefusal(404, 'There is no such file.');
    this.#files.delete(token);
    try {
      response.writeHead(200, {
        'content-type': 'application/octet-stream',
        'content-length': String(size),
        'content-disposition': `attachment; filename*=UTF-8''${encodeName(file.name)}`,
        'cache-control': 'no-store',
      });
      await pipeline(createReadStream(file.path), response);
    } finally {
      await file.remove();
    }
  }

  /** Removes what an earlier host left behind. */
  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return await stat(path).then(
    ({ size }) => size,
    () => undefined, // The host has not written it.
  );
}

/** A name without parts of a path and control characters. */
function fileName(suggested: string): string {
  const name = suggested.replace(/[^\p{L}\p{N} ._()-]/gu, '_').slice(0, 120);
  return /^[. ]*$/.test(name) ? 'download' : name;
}

const encodeName = (name: string) => encodeURIComponent(name).replace(/['()*]/g, '_');
