/** A packet that breaks the protocol. It ends the session of the client. */
export class MalformedPacket extends Error {}

/** Reads the fields of one packet in order. All reads throw `MalformedPacket` when the packet ends before. */
export class PacketReader {
  readonly #packet: Buffer;
  #position = 0;

  constructor(packet: Buffer) {
    this.#packet = packet;
  }

  byte(): number {
    return this.#take(1).readUInt8();
  }

  uint32(): number {
    return this.#take(4).readUInt32BE();
  }

  /** An offset or a length; no file is as long as what this rounds. */
  uint64(): number {
    const value = this.#take(8).readBigUInt64BE();
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(value);
  }

  bytes(): Buffer {
    return this.#take(this.uint32());
  }

  text(): string {
    return this.bytes().toString('utf8');
  }

  #take(count: number): Buffer {
    const end = this.#position + count;
    if (end > this.#packet.length) throw new MalformedPacket('the packet is too short');
    const taken = this.#packet.subarray(this.#position, end);
    this.#position = end;
    return taken;
  }
}
