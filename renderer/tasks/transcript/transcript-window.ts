import type { TaskOutput } from '../../../electron/contract/task-program.ts';
import { TRANSCRIPT_BYTES } from '../../../electron/contract/transcript.ts';
import { LineSplitter } from '../../../electron/transcript/line-splitter.ts';
import { type TranscriptReader, transcriptReader } from '../../../electron/transcript/reader.ts';
import { estimatedPx } from './estimated-px.ts';
import { RowList } from './row-list.ts';
import type { Row } from './rows.ts';

/** As much as a window keeps: so many lines and rows, and so many characters, whichever is reached first. */
export const WINDOW_LIMITS = { lines: 100_000, characters: TRANSCRIPT_BYTES };
/** Lines are dropped in bulk, because removing single lines from a long array is slow. */
const SLACK = 0.05;

/**
 * The bounded newest part of a transcript, as lines and as rows. Does not depend on React: what comes is added on arrival
 * and read in slices, and the view renders once a frame.
 */
export class TranscriptWindow {
  readonly #output: TaskOutput;
  readonly #limits: typeof WINDOW_LIMITS;
  #splitter = new LineSplitter();
  #reader: TranscriptReader;
  #list = new RowList();
  #waiting: string[] = [];
  #nextWaiting = 0;
  #lines: Row[] = [];
  #nextLine = 0;
  #characters = 0;
  #isCut = false;

  constructor(output: TaskOutput, limits = WINDOW_LIMITS) {
    this.#output = output;
    this.#limits = limits;
    this.#reader = transcriptReader(output);
  }

  /** The lines as they were printed, each a row. The array is reused, as that of the rows. */
  get lines(): readonly Row[] {
    return this.#lines;
  }

  get rows(): readonly Row[] {
    return this.#list.rows;
  }

  get newestTodos(): Row | undefined {
    return this.#list.newestTodos;
  }

  /** Older output is not in it. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Whether lines wait to be read. */
  get isBehind(): boolean {
    return this.#nextWaiting < this.#waiting.length;
  }

  /** Begins anew, as before anything was printed. */
  clear(): void {
    this.#splitter = new LineSplitter();
    this.#reader = transcriptReader(this.#output);
    this.#list = new RowList();
    this.#waiting = [];
    this.#nextWaiting = 0;
    this.#lines = [];
    this.#nextLine = 0;
    this.#characters = 0;
    this.#isCut = false;
  }

  /** Output before what comes next is left out. The rest of a line is shown as what it is, text. */
  skip(): void {
    this.clear();
    this.#isCut = true;
  }

  add(text: string): void {
    for (const line of this.#splitter.push(text)) this.#waiting.push(line);
    const tooMany = this.#waiting.length - this.#nextWaiting - this.#limits.lines;
    if (tooMany < this.#limits.lines) return;
    // They would be dropped once they are read.
    this.#waiting = this.#waiting.slice(this.#nextWaiting + tooMany);
    this.#nextWaiting = 0;
    this.#isCut = true;
  }

  /** The output is over: its last line may have no end. */
  end(): void {
    const last = this.#splitter.flush();
    if (last !== undefined) this.#waiting.push(last);
  }

  /** Reads on until `isOver`, which is asked after each line, or to the end. */
  read(isOver: () => boolean): void {
    while (this.isBehind) {
      this.#take(this.#waiting[this.#nextWaiting] ?? '');
      this.#nextWaiting += 1;
      if (isOver()) break;
    }
    if (this.isBehind) return;
    this.#waiting = [];
    this.#nextWaiting = 0;
  }

  #take(text: string): void {
    const line = this.#nextLine;
    this.#nextLine += 1;
    this.#lines.push(lineRow(line, text));
    this.#characters += text.length;
    for (const event of this.#reader.line(text)) this.#list.add(event, line);
    this.#trim();
  }

  #trim(): void {
    const { lines, characters } = this.#limits;
    const most = 1 + SLACK;
    const isFull = [this.#lines.length, this.rows.length].some((count) => count > lines * most);
    if (!isFull && this.#characters <= characters * most) return;
    let excess = Math.max(0, this.#lines.length - lines);
    let rest = this.#characters;
    for (const [index, row] of this.#lines.entries()) {
      // The newest line stays, however long it is.
      if ((index >= excess && rest <= characters) || index === this.#lines.length - 1) {
        excess = index;
        break;
      }
      rest -= lengthOf(row);
    }
    this.#characters = rest;
    this.#lines = this.#lines.slice(excess);
    this.#list.drop(this.#lines[0]?.line ?? this.#nextLine, lines);
    this.#isCut = true;
  }
}

/** Numbered downwards, so that no line has the number of another row. */
function lineRow(line: number, text: string): Row {
  const content = { kind: 'text' as const, text };
  return {
    n: -1 - line,
    line,
    depth: 0,
    at: undefined,
    parent: undefined,
    content,
    revision: 0,
    px: estimatedPx(content),
    last: undefined,
  };
}

const lengthOf = ({ content }: Row) => (content.kind === 'text' ? content.text.length : 0);
