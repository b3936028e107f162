import { decode, encode } from '@msgpack/msgpack';

/** The longest message that a client may send. */
export const MAXIMUM_FRAME_BYTES = 16 * 1024 * 1024;

/**
 * A message of the contract as MessagePack, which carries bytes as they are. Absent and undefined fields are the same.
 */
export function encodeFrame(message: unknown): Uint8Array {
  return encode(message, { ignoreUndefined: true });
}

/** Throws unless the bytes are exactly one value. The value is untrusted. */
export function decodeFrame(bytes: Uint8Array): unknown {
  return decode(bytes);
}
