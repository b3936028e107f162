import type { StreamInput } from '../../../electron/contract/registry.ts';
import type { TaskOutput } from '../../../electron/contract/task-program.ts';
import { FollowFeed } from '../../ipc/follow-feed.ts';
import type { Row } from './rows.ts';
import { TranscriptSearch } from './transcript-search.ts';
import { TranscriptWindow } from './transcript-window.ts';

/** Of a frame of 16 ms, as much as the window can spare for reading and searching. */
const SLICE_MS = 8;
/** Between two pictures of a transcript that is still being read. */
const CATCH_UP_MS = 1_000;

/** What a part of an attempt printed, and prints while a view shows it. */
export class TranscriptFeed extends FollowFeed<'task.transcript'> {
  readonly window: TranscriptWindow;
  readonly search = new TranscriptSearch();
  #nextSlice: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;
  #isRaw = false;
  #drawnAt = Number.NEGATIVE_INFINITY;

  constructor(input: StreamInput<'task.transcript'>, output: TaskOutput) {
    let decoder = new TextDecoder();
    /** Bytes that were read from the beginning of the output, and how many of them a stream that opened again sends. */
    let readBytes = 0;
    let knownBytes = 0;
    const window = new TranscriptWindow(output);
    super({
      stream: 'task.transcript',
      input,
      onOpen: () => {
        knownBytes = readBytes;
        this.#isOver = false;
      },
      onBatch: ({ bytes, skipped }) => {
        if (skipped) {
          window.skip();
          decoder = new TextDecoder();
          readBytes = 0;
          knownBytes = 0;
        }
        const fresh = bytes.subarray(Math.min(knownBytes, bytes.length));
        knownBytes -= bytes.length - fresh.length;
        readBytes += fresh.length;
        window.add(decoder.decode(fresh, { stream: true }));
        this.#work();
      },
      onEnd: () => {
        this.#isOver = true;
        window.end();
        this.#work();
      },
    });
    this.window = window;
  }

  /** Nothing follows what is there. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** What is shown: what the program did, or its lines as they were printed. */
  get rows(): readonly Row[] {
    return this.#isRaw ? this.window.lines : this.window.rows;
  }

  showRaw(isRaw: boolean): void {
    this.#isRaw = isRaw;
    this.changed();
  }

  /** Finds a text in the rows, as far as they are and as they come. */
  find(pattern: RegExp | undefined): void {
    this.search.restart(pattern);
    this.#work();
    this.changed();
  }

  /** Draws seldom while there is more to read than a frame has time for: the rows would be gone with the next one. */
  override changed(): void {
    const now = performance.now();
    if (this.window.isBehind && now - this.#drawnAt < CATCH_UP_MS) return;
    this.#drawnAt = now;
    super.changed();
  }

  override close(): void {
    clearTimeout(this.#nextSlice);
    this.#nextSlice = undefined;
    super.close();
  }

  /** Reads and searches in slices, with a task between two of them for what the person does. */
  #work(): void {
    if (this.#nextSlice !== undefined) return;
    const endsAt = performance.now() + SLICE_MS;
    const isLate = () => performance.now() >= endsAt;
    this.window.read(isLate);
    if (!this.window.isBehind) this.search.advance(this.rows, isLate);
    if (!this.window.isBehind && this.search.isOver) return;
    this.#nextSlice = setTimeout(() => {
      this.#nextSlice = undefined;
      this.#work();
      this.changed();
    }, 0);
  }
}
