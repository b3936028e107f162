import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { fileChunks } from '../../lib/host-directory/file-chunks.ts';

/** A hash that becomes git's id of a content of that length; sha256 in repositories whose ids have 64 digits. */
export function blobHash(sizeBytes: number, like = ''): Hash {
  return createHash(like.length === 64 ? 'sha256' : 'sha1').update(`blob ${sizeBytes}\0`);
}

/** The id that git gives to a file's content. */
export function blobId(content: Uint8Array, like = ''): string {
  return blobHash(content.length, like).update(content).digest('hex');
}

/** The id of a file of the app's own, of any size. */
export async function savedBlobId(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const hash = blobHash((await file.stat()).size);
    for await (const chunk of fileChunks(file)) hash.update(chunk);
    return hash.digest('hex');
  } finally {
    await file.close();
  }
}
