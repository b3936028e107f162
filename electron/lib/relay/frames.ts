/** The types of the relay's frames, with their numbers on the wire. */
export const FRAME = { open: 1, opened: 2, data: 3, end: 4, close: 5, credit: 6 } as const;
export type FrameType = (typeof FRAME)[keyof typeof FRAME];

/** Type (1 byte), connection (4), payload length (4), big-endian. */
const HEADER_BYTES = 9;
/** The longest payload of a frame; no chunk of a socket is longer. */
const PAYLOAD_LIMIT_BYTES = 1024 * 1024;
const KNOWN: ReadonlySet<number> = new Set(Object.values(FRAME));

export function frameHeader(type: FrameType, connection: number, payloadBytes: number): Buffer {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header[0] = type;
  header.writeUInt32BE(connection, 1);
  header.writeUInt32BE(payloadBytes, 5);
  return header;
}

/** Parses the bytes of a link into frames. Chunks may end anywhere; data frames are passed on in pieces, as views. */
export class RelayFrames {
  readonly #onFrame: (type: FrameType, connection: number, payload: Buffer) => void;
  #pending: Buffer = Buffer.alloc(0);
  #dataLeft = 0;
  #dataConnection = 0;

  constructor(onFrame: (type: FrameType, connection: number, payload: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  /** Throws when the bytes are not frames. */
  push(chunk: Uint8Array): void {
    const view = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let remaining = this.#pending.length === 0 ? view : Buffer.concat([this.#pending, view]);
    this.#pending = Buffer.alloc(0);
    for (;;) {
      if (this.#dataLeft > 0) {
        if (remaining.length === 0) return;
        const piece = remaining.subarray(0, this.#dataLeft);
        this.#dataLeft -= piece.length;
        remaining = remaining.subarray(piece.length);
        this.#onFrame(FRAME.data, this.#dataConnection, piece);
        continue;
      }
      const frame = readFrame(remaining);
      if (frame === undefined) {
        this.#pending = remaining;
        return;
      }
      remaining = remaining.subarray(HEADER_BYTES);
      if (frame.type === FRAME.data) {
        this.#dataLeft = frame.payloadBytes;
        this.#dataConnection = frame.connection;
        continue;
      }
      this.#onFrame(frame.type, frame.connection, remaining.subarray(0, frame.payloadBytes));
      remaining = remaining.subarray(frame.payloadBytes);
    }
  }
}

/** The first frame's header, once it is complete and, except for data frames, its payload too. */
function readFrame(bytes: Buffer): { type: FrameType; connection: number; payloadBytes: number } | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const type = bytes[0] ?? 0;
  const payloadBytes = bytes.readUInt32BE(5);
  if (!KNOWN.has(type) || payloadBytes > PAYLOAD_LIMIT_BYTES) throw new Error('not a relay link');
  if (type !== FRAME.data && bytes.length < HEADER_BYTES + payloadBytes) return undefined;
  return { type: type as FrameType, connection: bytes.readUInt32BE(1), payloadBytes };
}
