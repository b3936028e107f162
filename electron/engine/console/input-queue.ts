import type { StreamInbound } from '../../contract/registry.ts';

type Input = StreamInbound<'console.open'>;

/** Keeps what a person types while the console still starts, for whoever takes over. */
export class InputQueue {
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
