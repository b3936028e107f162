import type { Engine } from './engine.ts';
import { LineReader } from './line-reader.ts';

const MAXIMUM_LINES = 2_000;
const MAXIMUM_LINE_BYTES = 512;

/**
 * Runs a program inside a running container and resolves to the lines of its output. Rejects when the image lacks the
 * program, and when the signal aborts.
 */
export async function linesInside(
  engine: Engine,
  containerId: string,
  command: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const lines: string[] = [];
  const reader = new LineReader(
    false,
    (source, line) => {
      if (source === 'stdout' && lines.length < MAXIMUM_LINES) lines.push(line);
    },
    MAXIMUM_LINE_BYTES,
  );
  const execId = await engine.createExec(
    containerId,
    { Cmd: [...command], AttachStdout: true, AttachStderr: true },
    { signal },
  );
  const stream = await engine.startExec(execId, { tty: false, stdin: false, signal });
  for await (const chunk of stream) reader.push(chunk as Uint8Array);
  reader.flush();
  return lines;
}
