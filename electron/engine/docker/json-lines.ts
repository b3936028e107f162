import type { z } from 'zod';
import { readAnswer } from './read-answer.ts';

/**
 * Longest line kept in memory. The engine's lines stay under 100 KiB; a peer that never ends a line must not exhaust
 * memory.
 */
export const MAX_LINE_CHARACTERS = 8 * 1024 * 1024;

/**
 * Parses newline-delimited JSON from chunks that may end anywhere, even inside a UTF-8 sequence. `push` returns the
 * values completed by the chunk; `end` returns the last value when the stream stopped without a newline. Throws a
 * SyntaxError on text that is not JSON and a RangeError on a line beyond the bound.
 */
export function createJsonLines<T>(): { push(chunk: Uint8Array): T[]; end(): T[] } {
  const decoder = new TextDecoder();
  let rest = '';

  function take(text: string): T[] {
    // Only the new text is searched: a long line that comes in small pieces is read once.
    const [first = '', ...more] = text.split('\n');
    rest += first;
    if (rest.length > MAX_LINE_CHARACTERS) throw new RangeError('A line of the engine is too long.');
    const last = more.pop();
    if (last === undefined) return [];
    const lines = [rest, ...more];
    rest = last;
    return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as T);
  }

  return {
    push: (chunk) => take(decoder.decode(chunk, { stream: true })),
    end: () => take(`${decoder.decode()}\n`),
  };
}

/**
 * Yields the lines of a byte stream as the schema parses them, and reads it only as fast as they are consumed. Throws
 * the stream's errors.
 */
export async function* readJsonLines<T>(
  schema: z.ZodType<T>,
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<T, void, void> {
  const lines = createJsonLines<unknown>();
  const read = (line: unknown) => readAnswer(schema, line);
  for await (const chunk of stream) yield* lines.push(chunk).map(read);
  yield* lines.end().map(read);
}
