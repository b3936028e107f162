import { createHash, randomBytes } from 'node:crypto';
import { constants, type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AppFailure } from '../contract/error.ts';
import { createAtomically } from '../lib/atomic-write.ts';
import { isInside } from '../lib/is-inside.ts';
import { SEAL_KEY_BYTES, seal, unseal } from '../lib/sealed.ts';
import { writeReason } from '../settings/write-problem.ts';
import { type Encryption, KEY_FILE_PREFIX } from './encryption.ts';

/** The file is one line: this word and the key as base64url. */
const KEY_LINE = /^bulkhead-key-1 ([A-Za-z0-9_-]{43})\n?$/;
const LONGEST_FILE_BYTES = 100;

/**
 * Opens the key file at `path`, or creates it if it is absent and `mayCreate` is true. Rejects with `invalid-input` when
 * the file is in the data folder, is not this person's alone, is no regular file, or holds no key.
 */
export async function openKeyFile(
  path: string,
  { dataPath, mayCreate }: { dataPath: string; mayCreate: boolean },
): Promise<Encryption> {
  const file = resolve(path);
  if (isInside(resolve(dataPath), file))
    throw refused(`Keep the key file outside of ${dataPath}: whoever gets a copy of that folder gets both.`);
  const present = await readKey(file);
  if (present) return encryptionWith(present);
  if (!mayCreate)
    throw refused(
      `There is no key file ${file}, and secrets are encrypted with one. Bring the file back, or name the right one.`,
    );
  await createKey(file);
  const created = await readKey(file);
  if (!created) throw refused(`The key file ${file} was removed while it was made.`);
  return encryptionWith(created);
}

/** Resolves to undefined when there is no file. */
async function readKey(file: string): Promise<Buffer | undefined> {
  let handle: FileHandle;
  try {
    // A named pipe would otherwise keep the open call waiting.
    handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'ELOOP') throw refused(`The key file ${file} is a link. Name the file itself.`);
    throw refused(`The key file ${file} cannot be read (${code}).`);
  }
  try {
    await assertPrivate(file, handle);
    const { bytesRead, buffer } = await handle.read(
      Buffer.alloc(LONGEST_FILE_BYTES),
      0,
      LONGEST_FILE_BYTES,
      0,
    );
    const [, key] = KEY_LINE.exec(buffer.toString('latin1', 0, bytesRead)) ?? [];
    if (key === undefined)
      throw refused(
        `The file ${file} holds no key of Bulkhead. Name another file; an absent one is created.`,
      );
    return Buffer.from(key, 'base64url');
  } finally {
    await handle.close();
  }
}

async function assertPrivate(file: string, handle: FileHandle): Promise<void> {
  const stat = await handle.stat();
  if (!stat.isFile()) throw refused(`The key file ${file} is no regular file.`);
  // Windows has no modes: there a file in the person's own folders is protected by its inherited access list.
  if (process.platform === 'win32') return;
  if (stat.uid !== process.getuid?.()) throw refused(`The key file ${file} must belong to you.`);
  if ((stat.mode & 0o077) !== 0)
    throw refused(`Others can open the key file ${file}. Take that from them: chmod 600 ${file}`);
}

/** Where another process creates the file at the same moment, that one's key stays. */
async function createKey(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await createAtomically(file, `bulkhead-key-1 ${randomBytes(SEAL_KEY_BYTES).toString('base64url')}\n`);
  } catch (error) {
    throw refused(`The key file ${file} cannot be created: ${writeReason(error)}.`);
  }
}

/** A text names the key that encrypted it, so that another key is told from a changed text. */
function encryptionWith(key: Buffer): Encryption {
  const id = createHash('sha256').update('bulkhead key id').update(key).digest('hex').slice(0, 16);
  const prefix = `${KEY_FILE_PREFIX}${id}:`;
  const sealKey = key.toString('base64');
  return {
    protection: 'key-file',
    available: async () => true,
    encrypt: async (text) => `${prefix}${seal(text, sealKey, prefix)}`,
    decrypt: async (encrypted) => {
      const text = encrypted.startsWith(prefix)
        ? unseal(encrypted.slice(prefix.length), sealKey, prefix)
        : undefined;
      if (text === undefined) throw new Error('encrypted with another key, or changed');
      return text;
    },
  };
}

function refused(message: string): AppFailure {
  return new AppFailure({ type: 'invalid-input', field: 'key-file', message });
}
