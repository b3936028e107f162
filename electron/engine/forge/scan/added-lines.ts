/** Lines that a commit adds next to each other. */
export interface AddedBlock {
  path: string;
  /** The number of the first line in the file. */
  line: number;
  text: string;
}

/** A longer block is given in parts, which overlap by as much as a key has at most. */
const MAXIMUM_BLOCK = 64 * 1024;
const OVERLAP = 4 * 1024;
/** What of a line comes without its end. */
const MAXIMUM_LINE = 16 * 1024;

/**
 * Reads what `git log -p` prints, piece by piece, and gives the added lines in blocks. Of a merge, those lines count that
 * no parent has (the combined format, git-diff(1)). Its memory is bounded, whatever a line holds.
 */
export class AddedLines {
  readonly #onBlock: (block: AddedBlock) => void;
  #rest = '';
  /** The rest of the line is a continuation of one that was too long. */
  #continues = false;
  #path = '';
  /** How many parents the present hunk compares with; 0 outside of hunks. */
  #parents = 0;
  #line = 0;
  /** Lines of the present hunk that are still to come, in the new file. */
  #left = 0;
  #block: AddedBlock | undefined;

  constructor(onBlock: (block: AddedBlock) => void) {
    this.#onBlock = onBlock;
  }

  push(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line, true);
    while (this.#rest.length > MAXIMUM_LINE) {
      this.#take(this.#rest.slice(0, MAXIMUM_LINE), false);
      this.#rest = this.#rest.slice(MAXIMUM_LINE);
    }
  }

  end(): void {
    if (this.#rest !== '') this.#take(this.#rest, true);
    this.#flush();
  }

  #take(line: string, isWhole: boolean): void {
    const continues = this.#continues;
    this.#continues = !isWhole;
    if (continues) {
      if (this.#block) this.#add(line);
      return;
    }
    const columns = line.slice(0, this.#parents);
    if (this.#parents > 0 && this.#left > 0 && !columns.includes('-') && /^[+ ]+$/.test(columns)) {
      this.#left -= 1;
      // Of a merge, a line that one of the parents has is not new.
      if (/^\++$/.test(columns)) this.#add(line.slice(this.#parents), this.#line);
      else this.#flush();
      this.#line += 1;
      return;
    }
    const hunk = /^(@@+)(?: -\d+(?:,\d+)?)+ \+(\d+)(?:,(\d+))? @@/.exec(line);
    const file = /^\+\+\+ (?:"?b\/(.*?)"?|\/dev\/null)\t?$/.exec(line);
    if (hunk) {
      this.#flush();
      this.#parents = (hunk[1]?.length ?? 1) - 1;
      this.#line = Number(hunk[2]);
      this.#left = Number(hunk[3] ?? 1);
    } else if (this.#left === 0 && file) {
      this.#flush();
      this.#parents = 0;
      this.#path = file[1] ?? '';
    } else if (line.startsWith('diff --')) {
      this.#flush();
      this.#parents = 0;
      this.#left = 0;
    }
  }

  /** Without a number, the text goes on in the line before. */
  #add(text: string, line?: number): void {
    const block = this.#block;
    if (!block) {
      this.#block = { path: this.#path, line: line ?? this.#line, text };
      return;
    }
    block.text += line === undefined ? text : `\n${text}`;
    if (block.text.length <= MAXIMUM_BLOCK) return;
    this.#onBlock(block);
    const kept = block.text.length - OVERLAP;
    const before = block.text.slice(0, kept).split('\n').length - 1;
    this.#block = { ...block, line: block.line + before, text: block.text.slice(kept) };
  }

  #flush(): void {
    if (this.#block) this.#onBlock(this.#block);
    this.#block = undefined;
  }
}
