/** Keeps what is sent to a program while it still starts, for whoever takes over. */
export class InputQueue<Input> {
  #waiting: Input[] = [];
  #target: ((input: Input) => void) | undefined;

  readonly push = (input: Input): void => {
    if (this.#target) this.#target(input);
    else this.#waiting.push(input);
  };

  /** Sends everything kept, and all that follows, to `target`. */
  connect(target: (input: Input) => void): void {
    this.#target = target;
    for (const input of this.#waiting.splice(0)) target(input);
  }
}
