import type { Readable } from 'node:stream';

/**
 * Gives a stream's chunks to a parser. A chunk that the parser refuses ends the stream with the parser's error: thrown in
 * a listener it would end the whole process.
 */
export function pushChunks(stream: Readable, push: (chunk: Buffer) => void): void {
  stream.on('data', (chunk: Buffer) => {
    try {
      push(chunk);
    } catch (error) {
      stream.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
}
