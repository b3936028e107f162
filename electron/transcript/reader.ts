import type { TaskOutput } from '../contract/task-program.ts';
import type { TranscriptEvent } from '../contract/transcript.ts';
import { textEvent } from './text-event.ts';

/** Reads the output of one program, from its first line on. Nothing but the lines moves it, and it never throws. */
export interface TranscriptReader {
  /**
   * What a line says, in order; `text` is without its line end. A line that is no event of the program is shown as text;
   * one that only marks a step of the program's own, which nobody needs to see, is no event.
   */
  line(text: string): TranscriptEvent[];
}

/** A reader for what a type's program prints. */
export function transcriptReader(output: TaskOutput): TranscriptReader {
  switch (output) {
    default:
      return { line: (text) => [textEvent(text)] };
  }
}
