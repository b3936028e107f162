import type { Duplex, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { type HeaderList, valuesOf } from './headers.ts';

/** The maximum memory of a decoder; a brotli stream may ask for a window of 16 MiB. */
const DECODERS = {
  gzip: { create: createGunzip, bytes: 64 * 1024 },
  'x-gzip': { create: createGunzip, bytes: 64 * 1024 },
  deflate: { create: createInflate, bytes: 64 * 1024 },
  br: { create: createBrotliDecompress, bytes: 16 * 1024 * 1024 },
} as const;

/** Formats that do not hold text as it is, so that a search in them would only cost time. */
const BINARY =
  /^(?:image\/(?!svg)|audio\/|video\/|font\/|application\/(?:octet-stream|zip|gzip|zstd|x-(?:gzip|tar|bzip2|xz|7z|git|protobuf|rpm|msdownload|debian)|pdf|wasm|java-archive|protobuf|grpc|vnd\.(?:docker\.image|oci\.image\.layer|debian)))/i;

/** The decoding that a search through an answer's body needs. */
export interface TextBody {
  /** The answer's headers, adapted to the forwarded body. */
  readonly headers: HeaderList;
  /** The decoder's memory. */
  readonly memoryBytes: number;
  /** The uncompressed body; it is destroyed together with its source. */
  decode(body: Readable): Readable;
}

/** A server that compresses an answer more often than this has something to hide. */
const CODINGS_LIMIT = 4;

/** `binary` for a known format that holds no text, `unreadable` for a compression that cannot be undone here. */
export function textBody(headers: HeaderList): TextBody | 'binary' | 'unreadable' {
  if (valuesOf(headers, 'content-type').some((type) => BINARY.test(type.trim()))) return 'binary';
  const encodings = valuesOf(headers, 'content-encoding').flatMap((value) => value.toLowerCase().split(','));
  const named = encodings.map((encoding) => encoding.trim()).filter((encoding) => encoding !== 'identity');
  const decoders = named.filter(isKnown).map((encoding) => DECODERS[encoding]);
  if (decoders.length < named.length || named.length > CODINGS_LIMIT) return 'unreadable';
  return {
    headers: without(headers, ['content-length', 'content-encoding']),
    memoryBytes: decoders.reduce((sum, { bytes }) => sum + bytes, 0),
    // What was applied last is undone first.
    decode: (body) => decoders.reduceRight<Readable>((source, { create }) => decoded(source, create()), body),
  };
}

function decoded(source: Readable, decoder: Duplex): Readable {
  source.once('close', () => {
    if (!source.readableEnded) decoder.destroy();
  });
  decoder.once('error', (error) => source.destroy(error));
  decoder.once('close', () => source.destroy());
  return source.pipe(decoder);
}

function isKnown(encoding: string): encoding is keyof typeof DECODERS {
  return Object.hasOwn(DECODERS, encoding);
}

const without = (headers: HeaderList, names: readonly string[]): HeaderList =>
  headers.filter(([name]) => !names.includes(name.toLowerCase()));
