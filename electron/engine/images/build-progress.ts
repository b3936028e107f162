import type { ProgressLine } from '../docker/image-api.ts';

/** Number of output lines kept: enough to see why a step failed. */
const KEPT_LINES = 200;
const MAX_LINE_CHARACTERS = 400;
/** Matches colours and cursor moves of programs in the build, and every other control character. */
const ESCAPES = /\p{Cc}\[[0-?]*[ -/]*[@-~]|\p{Cc}/gu;

/** Parses the classic builder's output: "Step 3/7 : RUN …", then the step's output in chunks that may end anywhere. */
export class BuildProgress {
  /** Number of the current step, from 1; 0 before the first. */
  step = 0;
  steps = 0;
  /** The step's instruction in the builder's words. */
  instruction = '';
  readonly #lines: string[] = [];
  #rest = '';

  /** Adds one line of the engine; returns whether it completed lines of output. */
  add({ stream = '' }: ProgressLine): boolean {
    const parts = `${this.#rest}${stream}`.split(/\r?\n/);
    this.#rest = (parts.pop() ?? '').slice(-MAX_LINE_CHARACTERS);
    let grew = false;
    for (const part of parts) {
      // A lone carriage return overwrites the line.
      const text = (part.split('\r').at(-1) ?? '').replace(ESCAPES, '').slice(0, MAX_LINE_CHARACTERS);
      const step = /^Step (\d+)\/(\d+) : (.*)$/.exec(text);
      if (step) {
        this.step = Number(step[1]);
        this.steps = Number(step[2]);
        this.instruction = step[3] ?? '';
      }
      if (text.trim() === '' || /^ ---> (Running in )?[0-9a-f]{12}$/.test(text)) continue;
      if (/^Removing intermediate container/.test(text)) continue;
      this.#lines.push(text);
      grew = true;
    }
    this.#lines.splice(0, this.#lines.length - KEPT_LINES);
    return grew;
  }

  /** The last lines of output. */
  get tail(): string[] {
    return [...this.#lines];
  }
}
