import type { ProgressLine } from '../docker/image-api.ts';

/** Lines kept of a build's output: enough to see why a step failed. */
const KEPT_LINES = 200;
const MAX_LINE_CHARACTERS = 400;
/** Colours and cursor moves of programs in the build, then every other control character. */
const ESCAPES = /\p{Cc}\[[0-?]*[ -/]*[@-~]|\p{Cc}/gu;

/** Follows the classic builder's lines: "Step 3/7 : RUN …", then what the step prints, in chunks cut anywhere. */
export class BuildProgress {
  /** The step under way, from 1; 0 before the first. */
  step = 0;
  steps = 0;
  /** Its instruction, as the builder says it. */
  instruction = '';
  readonly #lines: string[] = [];
  #rest = '';

  /** Takes one line of the engine; resolves to whether whole lines of output came with it. */
  add({ stream = '' }: ProgressLine): boolean {
    const parts = `${this.#rest}${stream}`.split(/\r?\n/);
    this.#rest = (parts.pop() ?? '').slice(-MAX_LINE_CHARACTERS);
    let grew = false;
    for (const part of parts) {
      // A carriage return alone draws the line again.
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
