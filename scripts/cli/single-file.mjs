import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import { oldestNode } from '../setup/node-modules.mjs';

const [MINIMUM_NODE] = oldestNode;
const loader = readFileSync(new URL('chunk-loader.cjs', import.meta.url), 'utf8');

/** Compression takes most of a build, and the last percent of it most of that. */
const QUALITY = 9;
const WINDOW_BITS = 24;

/** An import of the bundler's helpers by a chunk that uses none of them. */
const NEEDLESS = /[,;]require\("\.\/rolldown-runtime\.cjs"\);/;

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

/** The text of a program that holds the chunks. `entry` is the name of the one that runs first, which is code of the file. */
export function joinChunks(chunks, { entry, unpacked }) {
  const code = chunks.find(({ name }) => name === entry).text.replace(NEEDLESS, ';');
  // One other character, and V8 keeps the whole file in twice the memory.
  if (/[^\0-\x7f]/.test(code)) throw new Error(`${entry} has to be ASCII`);
  const others = chunks.filter(({ name }) => name !== entry);
  const stored = others.map(({ name, text }) => {
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
  const begin = `#!/usr/bin/env node\n'use strict';\n${CHECK}const ENTRY = ${JSON.stringify(entry)};\n`;
  // The parentheses make V8 compile the function at once, in place of twice.
  const run = `const runEntry = (function (exports, require, module, keepCompiledCode) {\n${code}\n});\n`;
  const chunkTable = `const readChunkTable = () => (${JSON.stringify(table)});\n`;
  return `${begin}${chunkTable}${run}${loader}/*\n${stored.map(({ data }) => `${data}\n`).join('')}${end}`;
}

/** Here, because a launcher that asks Node for its version starts it twice. */
const CHECK = `if (parseInt(process.versions.node, 10) < ${MINIMUM_NODE}) {
  process.stderr.write('bulkhead: Node.js ${MINIMUM_NODE} or later is needed, and this is ' + process.version + '.\\n');
  process.exit(127);
}
`;

function pack(bytes) {
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}
