import type { TaskOutput } from '../contract/task-program.ts';
import type { TranscriptEvent } from '../contract/transcript.ts';
import { assertNever } from '../lib/assert-never.ts';
import { claudeCodeReader } from './claude-code.ts';
import { type CountedSession, codexReader } from './codex.ts';
import { geminiCliReader } from './gemini-cli.ts';
import { textEvent } from './json-reader.ts';
import { opencodeReader } from './opencode.ts';

/** Reads the output of one program, from its first line on. Nothing but the lines moves it, and it never throws. */
export interface TranscriptReader {
  /**
   * What a line says, in order; `text` is without its line end. A line that is no event of the program is shown as text;
   * one that only marks a step of the program's own, which nobody needs to see, is no event.
   */
  line(text: string): TranscriptEvent[];
}

/** A reader for what a type's program prints. `before`: the session that it goes on with, where that was read already. */
export function transcriptReader(output: TaskOutput, before?: CountedSession): TranscriptReader {
  switch (output) {
    case 'claude-code':
      return claudeCodeReader();
    case 'codex':
      return codexReader(before);
    case 'gemini-cli':
      return geminiCliReader();
    case 'opencode':
      return opencodeReader();
    case 'text':
      return { line: (text) => [textEvent(text)] };
    default:
      return assertNever(output);
  }
}
