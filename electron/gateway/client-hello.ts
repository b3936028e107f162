/**
 * Reads the server name from a TLS ClientHello (RFC 8446 section 4.1.2, RFC 6066 section 3) without taking part in the
 * handshake. Bounded, and tolerant of any split into records and packets; never throws.
 */
export type ClientHelloResult =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'not-tls' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'hello'; readonly serverName: string | undefined; readonly encryptedHello: boolean };

/** Longer hellos are refused. Real ones with post-quantum key shares are under 2 KiB. */
const CLIENT_HELLO_LIMIT_BYTES = 16_384;

const RECORD_HANDSHAKE = 22;
const HANDSHAKE_CLIENT_HELLO = 1;
const EXTENSION_SERVER_NAME = 0;
/** draft-ietf-tls-esni: encrypted_client_hello, and the older encrypted_server_name. */
const EXTENSIONS_ENCRYPTED: ReadonlySet<number> = new Set([0xfe0d, 0xffce]);

const INCOMPLETE: ClientHelloResult = { kind: 'incomplete' };
const NOT_TLS: ClientHelloResult = { kind: 'not-tls' };
const MALFORMED: ClientHelloResult = { kind: 'malformed' };

/** Reads forward and records a read past the end, so that callers check once. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;
  failed = false;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  take(length: number): Buffer {
    if (length > this.left) {
      this.failed = true;
      this.#at = this.#bytes.length;
      return Buffer.alloc(0);
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  uint(byteLength: 1 | 2 | 3): number {
    const bytes = this.take(byteLength);
    return bytes.length === byteLength ? bytes.readUIntBE(0, byteLength) : 0;
  }

  vector(lengthBytes: 1 | 2 | 3): Reader {
    return new Reader(this.take(this.uint(lengthBytes)));
  }
}

/** Joins the payloads of the leading handshake records until the ClientHello is complete. */
function readHandshake(bytes: Buffer): Buffer | ClientHelloResult {
  const payloads: Buffer[] = [];
  let have = 0;
  let at = 0;
  for (;;) {
    const header = bytes.subarray(at, at + 5);
    if (header.length > 0 && header[0] !== RECORD_HANDSHAKE) return at === 0 ? NOT_TLS : MALFORMED;
    if (header.length > 1 && header[1] !== 3) return at === 0 ? NOT_TLS : MALFORMED;
    if (header.length < 5) return INCOMPLETE;
    const length = header.readUInt16BE(3);
    if (length === 0 || length > CLIENT_HELLO_LIMIT_BYTES) return MALFORMED;
    const payload = bytes.subarray(at + 5, at + 5 + length);
    payloads.push(payload);
    have += payload.length;
    const joined = payloads.length === 1 ? payload : Buffer.concat(payloads, have);
    if (joined.length >= 1 && joined[0] !== HANDSHAKE_CLIENT_HELLO) return MALFORMED;
    if (joined.length >= 4) {
      const size = joined.readUIntBE(1, 3);
      if (size > CLIENT_HELLO_LIMIT_BYTES) return MALFORMED;
      // No bytes may follow the hello before the server's answer.
      if (joined.length > 4 + size) return MALFORMED;
      if (joined.length === 4 + size) return joined.subarray(4);
    }
    if (payload.length < length) return INCOMPLETE;
    at += 5 + length;
  }
}

function readServerName(extension: Reader): string | undefined {
  const list = extension.vector(2);
  const type = list.uint(1);
  const name = list.vector(2);
  const bytes = name.take(name.left);
  // Exactly one name of type host_name and nothing after it, because two parsers could choose different names.
  if (
    extension.failed ||
    list.failed ||
    extension.left > 0 ||
    list.left > 0 ||
    type !== 0 ||
    bytes.length === 0
  )
    return undefined;
  return bytes.toString('latin1').toLowerCase();
}

/** @param bytes everything received so far, from the first byte of the connection */
export function readClientHello(bytes: Buffer): ClientHelloResult {
  const handshake = readHandshake(bytes);
  if (!Buffer.isBuffer(handshake)) {
    return handshake.kind === 'incomplete' && bytes.length > CLIENT_HELLO_LIMIT_BYTES ? MALFORMED : handshake;
  }
  const hello = new Reader(handshake);
  // The hello begins with version, random, session id, cipher suites and compression methods.
  hello.take(2 + 32);
  hello.vector(1);
  hello.vector(2);
  hello.vector(1);
  if (hello.failed) return MALFORMED;
  if (hello.left === 0) return { kind: 'hello', serverName: undefined, encryptedHello: false };
  const extensions = hello.vector(2);
  if (hello.failed || hello.left > 0) return MALFORMED;
  let serverName: string | undefined;
  let encryptedHello = false;
  let hasName = false;
  while (extensions.left > 0) {
    const type = extensions.uint(2);
    const body = extensions.vector(2);
    if (extensions.failed) return MALFORMED;
    if (EXTENSIONS_ENCRYPTED.has(type)) encryptedHello = true;
    if (type !== EXTENSION_SERVER_NAME) continue;
    if (hasName) return MALFORMED;
    hasName = true;
    serverName = readServerName(body);
    if (serverName === undefined) return MALFORMED;
  }
  return { kind: 'hello', serverName, encryptedHello };
}
