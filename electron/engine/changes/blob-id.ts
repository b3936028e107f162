import { createHash } from 'node:crypto';

/** The id that git gives to a file's content; sha256 in repositories whose ids have 64 digits. */
export function blobId(content: Uint8Array, like = ''): string {
  return createHash(like.length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${content.length}\0`)
    .update(content)
    .digest('hex');
}
