import type { Readable } from 'node:stream';
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

/** Undefined for a body that is not readable as text: a known binary format or an unknown compression. */
export function textBody(headers: HeaderList): TextBody | undefined {
  if (valuesOf(headers, 'content-type').some((type) => BINARY.test(type.trim()))) return undefined;
  const encodings = valuesOf(headers, 'content-encoding').flatMap((value) => value.toLowerCase().split(','));
  const named = encodings.map((encoding) => encoding.trim()).filter((encoding) => encoding !== 'identity');
  const [encoding, ...more] = named;
  const withoutLength = without(headers, ['content-length']);
  if (encoding === undefined) return { headers: withoutLength, memoryBytes: 0, decode: (body) => body };
  if (more.length > 0 || !isKnown(encoding)) return undefined;
  const { create, bytes } = DECODERS[encoding];
  return {
    headers: without(withoutLength, ['content-encoding']),
    memoryBytes: bytes,
    decode: (body) => {
      const decoder = create();
      body.once('close', () => {
        if (!body.readableEnded) decoder.destroy();
      });
      decoder.once('error', (error) => body.destroy(error));
      decoder.once('close', () => body.destroy());
      return body.pipe(decoder);
    },
  };
}

function isKnown(encoding: string): encoding is keyof typeof DECODERS {
  return Object.hasOwn(DECODERS, encoding);
}

const without = (headers: HeaderList, names: readonly string[]): HeaderList =>
  headers.filter(([name]) => !names.includes(name.toLowerCase()));
