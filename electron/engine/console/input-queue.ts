/** Stores input for a program that is still starting. */
export class InputQueue<Input> {
  #waiting: Input[] = [];
  #target: ((input: Input) => void) | undefined;

  readonly push = (input: Input): void => {
    if (this.#target) this.#target(input);
    else this.#waiting.push(input);
  };

  /** Sends the stored input and all later input to `target`. */
  connect(target: (input: Input) => void): void {
    this.#target = target;
    for (const input of this.#waiting.splice(0)) target(input);
  }
}
