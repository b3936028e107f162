import { MalformedPacket } from './packet-reader.ts';

/** As long as OpenSSH's own server takes. */
export const MAXIMUM_PACKET_BYTES = 256 * 1024;

/** Splits a stream of bytes into packets, without their lengths. */
export class Packets {
  #rest: Buffer = Buffer.alloc(0);

  /** Returns the packets that are complete now. Throws `MalformedPacket` for one that is empty or too long. */
  push(bytes: Uint8Array): Buffer[] {
    this.#rest = this.#rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#rest, bytes]);
    const packets: Buffer[] = [];
    while (this.#rest.length >= 4) {
      const length = this.#rest.readUInt32BE();
      if (length === 0 || length > MAXIMUM_PACKET_BYTES) throw new MalformedPacket('no such length');
      if (this.#rest.length < 4 + length) break;
      packets.push(this.#rest.subarray(4, 4 + length));
      this.#rest = this.#rest.subarray(4 + length);
    }
    return packets;
  }
}
