import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;

/** A new value of 256 random bits as base64url. */
export function randomSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** SHA-256 in hexadecimal: 256 random bits need no slow hash, and the time of a look-up by it reveals nothing. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
