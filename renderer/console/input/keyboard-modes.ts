/** Progressive enhancement 1 of the kitty keyboard protocol, "disambiguate escape codes"; the app offers no other. */
const SUPPORTED_FLAGS = 1;
/** A program that pushes for ever must not fill memory. */
const MAXIMUM_DEPTH = 16;

export type Screen = 'normal' | 'alternate';

/** How the program in a terminal wants to hear of keys. */
export interface KeyboardMode {
  /** Flags of the kitty keyboard protocol; 0 without it. */
  kittyFlags: number;
  /** xterm's modifyOtherKeys; 0 without it. */
  otherKeys: number;
}

/** What programs have asked for about the keyboard. The kitty protocol keeps its flags for each screen of the terminal. */
export class KeyboardModes {
  #stacks: Record<Screen, number[]> = { normal: [], alternate: [] };
  #otherKeys = 0;

  mode(screen: Screen): KeyboardMode {
    return { kittyFlags: this.#stacks[screen].at(-1) ?? 0, otherKeys: this.#otherKeys };
  }

  push(screen: Screen, flags: number): void {
    const stack = this.#stacks[screen];
    stack.push(flags & SUPPORTED_FLAGS);
    if (stack.length > MAXIMUM_DEPTH) stack.shift();
  }

  pop(screen: Screen, count: number): void {
    const stack = this.#stacks[screen];
    stack.splice(Math.max(0, stack.length - Math.max(1, count)));
  }

  /** `how`: 1 sets all flags, 2 adds these, 3 takes these away. */
  set(screen: Screen, flags: number, how: number): void {
    const { kittyFlags } = this.mode(screen);
    const wanted = how === 2 ? kittyFlags | flags : how === 3 ? kittyFlags & ~flags : flags;
    this.#stacks[screen].pop();
    this.#stacks[screen].push(wanted & SUPPORTED_FLAGS);
  }

  setOtherKeys(level: number): void {
    this.#otherKeys = level;
  }

  reset(): void {
    this.#stacks = { normal: [], alternate: [] };
    this.#otherKeys = 0;
  }
}
