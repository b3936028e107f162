import type { IMarker, Terminal } from '@xterm/xterm';

/** xterm visits every marker when a line leaves its buffer. */
const MAXIMUM_MARKS = 200;

/** The part of xterm that this file uses; headless terminals have it too. */
type MarkedTerminal = Pick<Terminal, 'scrollToLine' | 'buffer'> & {
  registerMarker(cursorYOffset: number): IMarker | undefined;
};

/** The prompts that a shell has marked (OSC 133 A), the newest last. */
export class PromptMarks {
  readonly #terminal: MarkedTerminal;
  #marks: IMarker[] = [];

  constructor(terminal: MarkedTerminal) {
    this.#terminal = terminal;
  }

  /** Marks the line of the cursor. */
  add(): void {
    const { baseY, cursorY } = this.#terminal.buffer.active;
    if (this.#marks.at(-1)?.line === baseY + cursorY) return;
    const mark = this.#terminal.registerMarker(0);
    if (!mark) return;
    this.#marks.push(mark);
    if (this.#marks.length > MAXIMUM_MARKS) this.#marks.shift()?.dispose();
  }

  /** Scrolls to the prompt before or after the first line in view. False when there is none. */
  jump(direction: 'previous' | 'next'): boolean {
    this.#marks = this.#marks.filter(({ isDisposed }) => !isDisposed);
    const top = this.#terminal.buffer.active.viewportY;
    const lines = this.#marks.map(({ line }) => line);
    const line =
      direction === 'previous' ? lines.filter((each) => each < top).at(-1) : lines.find((each) => each > top);
    if (line === undefined) return false;
    this.#terminal.scrollToLine(line);
    return true;
  }
}
