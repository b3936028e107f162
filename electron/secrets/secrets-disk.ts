import { dirname, join } from 'node:path';
import { AppFailure } from '../contract/error.ts';
import { writeAtomically } from '../lib/atomic-write.ts';
import { removeOldTemporaries } from '../lib/host-directory/create-file.ts';
import type { Logger } from '../lib/logger.ts';
import { readOwnFile, setAside } from '../settings/own-file.ts';
import { writeProblem } from '../settings/write-problem.ts';
import { KEY_FILE_PREFIX } from './encryption.ts';
import { readSecretsFile, type SecretsFile } from './secrets-file.ts';

const FILE_NAME = 'secrets.json';

/** Resolves to whether a value in the secrets file of a data folder is encrypted with a key file. */
export async function usesKeyFile(dataPath: string): Promise<boolean> {
  const content = await readOwnFile(join(dataPath, FILE_NAME));
  return content.kind === 'text' && content.text.includes(`"${KEY_FILE_PREFIX}`);
}

/** The secrets file: read once, then written whole, one write at a time. An unread file is never overwritten. */
export class SecretsDisk {
  readonly #path: string;
  readonly #logger: Logger;
  #loaded = false;
  #writing: Promise<void> = Promise.resolve();
  /** What the last write that failed was to write. */
  #unwritten: (() => SecretsFile) | undefined;

  constructor({ folder, logger }: { folder: string; logger: Logger }) {
    this.#path = join(folder, FILE_NAME);
    this.#logger = logger;
  }

  /**
   * Reads the file; a missing file counts as empty, and a broken file is renamed. Rejects with `settings-unwritable` when
   * the file exists but cannot be read; `write` then also fails until a later `load` succeeds.
   */
  async load(): Promise<SecretsFile> {
    const content = await readOwnFile(this.#path);
    if (content.kind === 'unreadable') throw this.#unreadable(content.error);
    // One may hold a secret that was removed since.
    await removeOldTemporaries(dirname(this.#path), Date.now());
    const { file, problem } = readSecretsFile(content.kind === 'text' ? content.text : '{}');
    if (problem !== undefined) {
      const aside = await setAside(this.#path).catch((error: unknown) =>
        Promise.reject(this.#unreadable(error)),
      );
      this.#logger.error('the secrets file was broken and is set aside', { aside, problem });
    }
    this.#loaded = true;
    return file;
  }

  /** Writes the result of `file`, called at the time of writing. Rejects when the file cannot be written. */
  write(file: () => SecretsFile): Promise<void> {
    if (!this.#loaded) return Promise.reject(this.#unreadable('not read yet'));
    const written = this.#writing.then(() => this.#write(file));
    this.#writing = written.catch(() => undefined);
    return written.catch((error: unknown) => {
      throw new AppFailure({
        type: 'settings-unwritable',
        message: `Secrets cannot be saved to ${this.#path}: ${writeProblem(error)}`,
        raw: String(error),
      });
    });
  }

  /** Resolves once all requested writes have succeeded or failed. What could not be written is tried once more. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      if (this.#unwritten) await this.#write(this.#unwritten).catch(() => undefined);
    });
    return this.#writing;
  }

  async #write(file: () => SecretsFile): Promise<void> {
    this.#unwritten = file;
    await writeAtomically(this.#path, `${JSON.stringify(file(), null, 2)}\n`);
    this.#unwritten = undefined;
  }

  #unreadable(error: unknown): AppFailure {
    this.#logger.error('the secrets cannot be read', { error });
    return new AppFailure({
      type: 'settings-unwritable',
      message: `The secrets in ${this.#path} cannot be read, so Bulkhead changes nothing there. Make the file readable and try again.`,
      raw: String(error),
    });
  }
}
