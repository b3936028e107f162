const CTRL_P = 0x10;
const CTRL_Q = 0x11;

/** Finds Ctrl+P Ctrl+Q in the input. It holds a Ctrl+P back until the next key shows that the program should get it. */
export class DetachKeys {
  #held = false;

  /** Returns the input for the program, and whether the person detached. */
  push(typed: Uint8Array): { bytes: Uint8Array<ArrayBuffer>; detached: boolean } {
    const bytes: number[] = [];
    for (const byte of typed) {
      if (this.#held && byte === CTRL_Q) return { bytes: Uint8Array.from(bytes), detached: true };
      if (this.#held) bytes.push(CTRL_P);
      this.#held = byte === CTRL_P;
      if (!this.#held) bytes.push(byte);
    }
    return { bytes: Uint8Array.from(bytes), detached: false };
  }
}
