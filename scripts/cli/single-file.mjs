import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

const loader = readFileSync(new URL('chunk-loader.cjs', import.meta.url), 'utf8');

/** Compression takes most of a build, and the last percent of it most of that. */
const QUALITY = 9;

/**
 * Writes the chunks of a CommonJS bundle into one file, which loads a chunk when it is required. Those named in
 * `unpacked` load faster and take more room.
 */
export function singleFile({ unpacked }) {
  return {
    name: 'single-file',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter(({ type }) => type === 'chunk');
      const entry = chunks.find(({ isEntry }) => isEntry);
      for (const { fileName } of Object.values(bundle))
        if (fileName !== entry.fileName) delete bundle[fileName];
      entry.code = joinChunks(
        chunks.map(({ fileName, code }) => ({ name: fileName, text: code })),
        { entry: entry.fileName, unpacked },
      );
    },
  };
}

/** The text of a program that holds the chunks. `entry` is the name of the one that runs first. */
export function joinChunks(chunks, { entry, unpacked }) {
  const stored = chunks.map(({ name, text }) => {
    const bytes = Buffer.from(text);
    const isPacked = !unpacked.includes(name);
    const data = isPacked ? pack(bytes) : bytes;
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    return { name, isPacked, hash, data: data.toString('base64') };
  });
  const end = '*/\n';
  let fromEnd = end.length;
  const table = {};
  for (const { name, isPacked, hash, data } of stored.toReversed()) {
    fromEnd += data.length + 1;
    table[name] = { fromEnd, size: data.length, isPacked, hash };
  }
  const constants = `const CHUNKS = ${JSON.stringify(table)};\nconst ENTRY = ${JSON.stringify(entry)};\n`;
  return `#!/usr/bin/env node\n'use strict';\n${constants}${loader}/*\n${stored.map(({ data }) => `${data}\n`).join('')}${end}`;
}

function pack(bytes) {
  return brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
}
