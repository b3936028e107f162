import { AppFailure } from '../../contract/error.ts';
import type { Engine } from './engine.ts';
import { LineReader } from './line-reader.ts';

/** More lines than any probe prints; bounds the output of a hostile image. */
const MAXIMUM_LINES = 1_000;
const MAXIMUM_LINE_BYTES = 4 * 1024;

/** A probe program's output by key: lines of "key<TAB>value". */
export type InsideReport = ReadonlyMap<string, string>;

/**
 * Runs a program inside a container, as the container's own user, and reads its output. Resolves to null when the image
 * lacks the program. `signal` is the deadline: output before it counts, and the program must end by itself.
 */
export async function runInside(
  engine: Engine,
  containerId: string,
  command: readonly string[],
  stdin: string,
  signal: AbortSignal,
): Promise<InsideReport | null> {
  const report = new Map<string, string>();
  let lines = 0;
  const reader = new LineReader(
    false,
    (source, line) => {
      const tab = line.indexOf('\t');
      if (source === 'stdout' && tab > 0 && lines++ < MAXIMUM_LINES)
        report.set(line.slice(0, tab), line.slice(tab + 1));
    },
    MAXIMUM_LINE_BYTES,
  );
  try {
    const execId = await engine.createExec(
      containerId,
      { Cmd: [...command], AttachStdin: true, AttachStdout: true, AttachStderr: true },
      { signal },
    );
    const stream = await engine.startExec(execId, { tty: false, stdin: true, signal });
    stream.end(stdin);
    for await (const chunk of stream) reader.push(chunk as Uint8Array);
    reader.flush();
  } catch (error) {
    if (signal.aborted) return report.size > 0 ? report : null;
    if (error instanceof AppFailure && error.error.type === 'command-not-found') return null;
    throw error;
  }
  // A runtime that cannot start the program reports this in the output instead of failing the call.
  return report.size > 0 ? report : null;
}
