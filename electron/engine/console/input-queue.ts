/** Receives one input; a promise settles when the input has been handled. */
type Target<Input> = (input: Input) => Promise<void> | void;

/** Stores input for a program that is still starting. */
export class InputQueue<Input> {
  #waiting: { input: Input; resolve(handled: Promise<void> | void): void }[] = [];
  #target: Target<Input> | undefined;

  readonly push: Target<Input> = (input) => {
    if (this.#target) return this.#target(input);
    return new Promise<void>((resolve) => this.#waiting.push({ input, resolve }));
  };

  /** Sends the stored input and all later input to `target`. */
  connect(target: Target<Input>): void {
    this.#target = target;
    for (const { input, resolve } of this.#waiting.splice(0)) resolve(target(input));
  }
}
