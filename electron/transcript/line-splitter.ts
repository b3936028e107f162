import { LINE_MAX } from './bounds.ts';

/**
 * Splits what a program prints into lines, whatever the pieces that it comes in. Of a line that is too long to be read it
 * keeps one character more than `LINE_MAX`, so that a reader sees that it is too long.
 */
export class LineSplitter {
  #parts: string[] = [];
  #length = 0;

  /** The lines that end in `text`, without their ends. */
  push(text: string): string[] {
    const pieces = text.split('\n');
    const rest = pieces.pop() ?? '';
    const lines = pieces.map((piece) => {
      this.#keep(piece);
      return this.#take();
    });
    this.#keep(rest);
    return lines;
  }

  /** The last line, which has no end; undefined where there is none. */
  flush(): string | undefined {
    return this.#length === 0 ? undefined : this.#take();
  }

  #keep(piece: string): void {
    const kept = piece.slice(0, LINE_MAX + 1 - this.#length);
    if (kept === '') return;
    this.#parts.push(kept);
    this.#length += kept.length;
  }

  #take(): string {
    const line = this.#parts.join('');
    this.#parts = [];
    this.#length = 0;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }
}
