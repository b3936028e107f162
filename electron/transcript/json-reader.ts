import type { TranscriptEvent } from '../contract/transcript.ts';
import { bounded, LINE_MAX } from './bounds.ts';
import { type Fields, fieldsOf } from './fields.ts';
import type { TranscriptReader } from './reader.ts';

type WithoutLine<T> = T extends unknown ? Omit<T, 'at' | 'raw'> : never;

/** An event without what it shares with all others of its line. */
export type LineEvent = WithoutLine<TranscriptEvent>;

/** What a line says; undefined: it is none that the program is known to print. */
export type ReadLine = (line: Fields) => { at: number | undefined; events: LineEvent[] } | undefined;

/** A reader for a program that prints a JSON object a line. Anything else is text. */
export function jsonReader(read: ReadLine): TranscriptReader {
  return {
    line: (text) => {
      const known = knownLine(text, read);
      if (!known) return [textEvent(text)];
      const raw = bounded(text);
      return known.events.map((event) => ({ ...event, at: known.at, raw }));
    },
  };
}

/** A line that is shown as it is. */
export function textEvent(line: string): TranscriptEvent {
  const text = bounded(line);
  return { at: undefined, raw: text, kind: 'text', text };
}

function knownLine(text: string, read: ReadLine): ReturnType<ReadLine> {
  if (text.length > LINE_MAX || !text.startsWith('{')) return undefined;
  try {
    const line = fieldsOf(JSON.parse(text));
    return line && read(line);
  } catch {
    // It is no JSON, or nested so deeply that it cannot be written again. Both are shown as text.
    return undefined;
  }
}
