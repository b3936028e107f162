import { reportError } from '../../../electron/lib/report-error.ts';
import type { ScreenSize } from './clamp-control.ts';
import { ControlFilter } from './control-filter.ts';

/** Maximum characters of a slice: xterm checks the time only between two writes. */
const MAXIMUM_SLICE = 4_096;
const MINIMUM_SLICE = 16;
/** The most expensive short sequence (a full reset, a screen filled by DECALN) takes about 0.2 ms. */
const MAXIMUM_SEQUENCES = 64;
/** A slice that took longer makes the next one smaller; one below `SHORT_MS` makes it larger. */
const LONG_MS = 4;
const SHORT_MS = 1;
/** The end of a picture that a program draws in synchronized output (DEC mode 2026): it is shown whole. */
export const END_OF_PICTURE = '\u001b[?2026l';
/** A picture has a frame of its own, unless so much waits behind it that keys would be seen late. */
const MAXIMUM_BEHIND = { characters: 16_384, pictures: 3 };
/** So many times its budget a turn may take, so that it does not end within a picture. */
const MAXIMUM_BUDGETS = 3;
/** A terminal that takes longer for a slice has thrown, and parses nothing any more. */
const STUCK_MS = 1_000;

/**
 * The part of a terminal that the queue uses. `write` parses in a later task, or at once after a key press, and calls
 * back in the task in which it parsed.
 */
export interface ParsingTerminal {
  readonly size: ScreenSize;
  /** Whether what was parsed last ends within a picture. A terminal shows nothing new before the picture's end. */
  readonly isDrawing: boolean;
  write(text: string, onParsed: () => void): void;
}

export interface QueueTiming {
  now(): number;
  /** Calls back once after a time. Returns a function that cancels this. */
  after(ms: number, callback: () => void): () => void;
}

interface Chunk {
  text: string;
  at: number;
  onParsed: (() => void) | undefined;
}

/**
 * Output of a console's program that its terminal has not parsed yet. The queue decodes bytes across chunks, because
 * xterm's own decoder loses some characters that a chunk boundary splits.
 */
export class OutputQueue {
  readonly #terminal: ParsingTerminal;
  readonly #timing: QueueTiming;
  #decoder = newDecoder();
  #filter = new ControlFilter();
  #chunks: Chunk[] = [];
  #sliceLength = MAXIMUM_SLICE;
  #endTurn: () => void = () => undefined;

  constructor(terminal: ParsingTerminal, timing: QueueTiming) {
    this.#terminal = terminal;
    this.#timing = timing;
  }

  get empty(): boolean {
    return this.#chunks.length === 0;
  }

  /** Whether a picture that was parsed can wait for its frame. */
  get #isUpToDate(): boolean {
    let behind = '';
    for (const { text, at } of this.#chunks) {
      if (behind.length + text.length - at > MAXIMUM_BEHIND.characters) return false;
      behind += text.slice(at);
    }
    return behind.split(END_OF_PICTURE).length - 1 <= MAXIMUM_BEHIND.pictures;
  }

  /** `onParsed` runs when the terminal has parsed all of it. Text is the app's own. */
  add(output: Uint8Array | string, onParsed?: () => void): void {
    const text = typeof output === 'string' ? output : this.#decoder.decode(output, { stream: true });
    this.#chunks.push({ text, at: 0, onParsed });
  }

  /** Drops an incomplete character, because the next output is of another program. */
  forgetUnfinished(): void {
    this.#decoder = newDecoder();
  }

  /** Parses for about `budgetMs`, and on to the end of a picture. Resolves to false if the terminal threw on a slice and cannot continue. */
  async turn(budgetMs: number): Promise<boolean> {
    const { now, after } = this.#timing;
    const terminal = this.#terminal;
    return await new Promise((resolve) => {
      let over = false;
      const end = (parsed: boolean) => {
        over = true;
        cancel();
        resolve(parsed);
      };
      const cancel = after(STUCK_MS, () => end(false));
      /** Throws from inside `write` where xterm parses at once. */
      const write = (output: string, onParsed: () => void) => {
        try {
          terminal.write(output, onParsed);
        } catch (error) {
          reportError(error);
          end(false);
        }
      };
      this.#endTurn = () => end(true);
      let startedAt = now();
      const feed = () => {
        if (over) return;
        const tookMs = now() - startedAt;
        const limitMs = terminal.isDrawing ? budgetMs * MAXIMUM_BUDGETS : budgetMs;
        if (tookMs >= limitMs || this.empty) return end(true);
        const { text, chunk } = this.#slice();
        const sliceBeganAt = now();
        write(this.#filter.push(text, terminal.size), () => {
          if (over) return;
          this.#adapt(now() - sliceBeganAt, text.length);
          this.#finish(chunk);
          if (text.endsWith(END_OF_PICTURE) && this.#isUpToDate) return end(true);
          feed();
        });
      };
      // xterm calls back at the start of the task in which it also parses later writes.
      write('', () => {
        startedAt = now();
        feed();
      });
    });
  }

  /** Continues after the slice that failed, in a new terminal. `text` of the app's own comes first. */
  recover(text: string): void {
    const [failed] = this.#chunks;
    if (failed) this.#finish(failed);
    this.#filter = new ControlFilter();
    this.#chunks.unshift({ text, at: 0, onParsed: undefined });
  }

  /** Drops the remaining output and ends the current turn. */
  dispose(): void {
    this.#chunks = [];
    this.#endTurn();
  }

  #slice(): { text: string; chunk: Chunk } {
    const [chunk] = this.#chunks;
    if (!chunk) throw new Error('the queue is empty');
    const from = chunk.at;
    chunk.at = sliceEnd(chunk.text, from, this.#sliceLength);
    return { text: chunk.text.slice(from, chunk.at), chunk };
  }

  #finish(chunk: Chunk): void {
    if (chunk.at < chunk.text.length) return;
    this.#chunks.shift();
    chunk.onParsed?.();
  }

  #adapt(tookMs: number, length: number): void {
    if (tookMs > LONG_MS) this.#sliceLength = Math.max(MINIMUM_SLICE, Math.ceil(length / 4));
    else if (tookMs < SHORT_MS) this.#sliceLength = Math.min(MAXIMUM_SLICE, this.#sliceLength * 2);
  }
}

/** Returns the end of a slice that begins at `from`, limited by characters and sequences; a picture's end is one. */
function sliceEnd(text: string, from: number, length: number): number {
  const picture = text.slice(from, from + length).indexOf(END_OF_PICTURE);
  const end = picture < 0 ? Math.min(text.length, from + length) : from + picture + END_OF_PICTURE.length;
  let sequences = 0;
  for (let at = from; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 0x1b && (code < 0x80 || code > 0x9f)) continue;
    sequences += 1;
    if (sequences > MAXIMUM_SEQUENCES) return at;
  }
  return end;
}

function newDecoder(): TextDecoder {
  return new TextDecoder('utf-8', { ignoreBOM: true });
}
