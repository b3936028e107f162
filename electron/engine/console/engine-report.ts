/** How the engine's report begins; it is a line of text on the output stream of a program that did not start. */
const REPORT_START = 'OCI runtime exec failed';
/** A report names one program and one reason. What is longer is a program's own output. */
const REPORT_MAX_BYTES = 4_000;

/**
 * Returns the name of the program that the engine could not start; undefined if the output is no such report. runc, crun
 * and runsc write the report to the output stream and exit with 126 or 127.
 */
export function missingProgram(output: string): string | undefined {
  if (
    !/OCI runtime exec failed|OCI runtime attempted to invoke|starting container process caused/i.test(output)
  ) {
    return undefined;
  }
  const [, ...names] =
    /exec: \\?"([^"\\]+)\\?"|executable file [`']([^`']+)[`']|error finding executable "([^"]+)"/.exec(
      output,
    ) ?? [];
  return names.find((name) => name !== undefined);
}

/**
 * Holds back the beginning of a program's output as long as it may be the engine's report that nothing started, so that
 * the report is not taken for output.
 */
export class ReportReader {
  #held: Buffer | undefined = Buffer.alloc(0);

  /** The bytes that are held back. */
  get held(): string {
    return this.#held?.toString() ?? '';
  }

  /** Returns the output in `chunk` and in earlier chunks that were held back. */
  push(chunk: Uint8Array): Uint8Array {
    if (!this.#held) return chunk;
    this.#held = Buffer.concat([this.#held, chunk]);
    const text = this.#held.toString('latin1', 0, REPORT_START.length);
    const isPossible = REPORT_START.startsWith(text) && this.#held.length <= REPORT_MAX_BYTES;
    return isPossible ? new Uint8Array() : this.flush();
  }

  /** Returns the bytes held back. Call it when the output ended and is no report. */
  flush(): Uint8Array {
    const held = this.#held ?? new Uint8Array();
    this.#held = undefined;
    return held;
  }
}
