/** The part of DNS (RFC 1035) that is needed to answer "no such name" to every query. */
export interface DnsQuestion {
  readonly id: number;
  readonly name: string;
  readonly type: number;
  /** The first question, byte for byte. */
  readonly question: Buffer;
  readonly recursionDesired: boolean;
}

const HEADER_BYTES = 12;
const FLAG_RESPONSE = 0x8000;
const FLAG_RECURSION_DESIRED = 0x0100;
const FLAG_RECURSION_AVAILABLE = 0x0080;
const OPCODE_MASK = 0x7800;
const RCODE_NXDOMAIN = 3;

/** Parses a query with one question; undefined for anything else (which gets no answer). */
export function readDnsQuery(message: Buffer): DnsQuestion | undefined {
  if (message.length < HEADER_BYTES) return undefined;
  const flags = message.readUInt16BE(2);
  if ((flags & (FLAG_RESPONSE | OPCODE_MASK)) !== 0 || message.readUInt16BE(4) !== 1) return undefined;
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (;;) {
    const length = message[at];
    // A question contains no compressed name.
    if (length === undefined || length > 63) return undefined;
    at += 1;
    if (length === 0) break;
    if (at + length > message.length || at - HEADER_BYTES > 255) return undefined;
    labels.push(message.toString('latin1', at, at + length));
    at += length;
  }
  if (at + 4 > message.length) return undefined;
  return {
    id: message.readUInt16BE(0),
    name: labels
      .join('.')
      .replace(/[^\x21-\x7e]/g, '?')
      .toLowerCase(),
    type: message.readUInt16BE(at),
    question: message.subarray(HEADER_BYTES, at + 4),
    recursionDesired: (flags & FLAG_RECURSION_DESIRED) !== 0,
  };
}

/** The answer "no such name" to a query. */
export function noSuchName(query: DnsQuestion): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(query.id, 0);
  const desired = query.recursionDesired ? FLAG_RECURSION_DESIRED : 0;
  header.writeUInt16BE(FLAG_RESPONSE | desired | FLAG_RECURSION_AVAILABLE | RCODE_NXDOMAIN, 2);
  header.writeUInt16BE(1, 4);
  return Buffer.concat([header, query.question]);
}
