import { setImmediate } from 'node:timers/promises';
import { AppFailure } from '../../contract/error.ts';
import type { TranscriptPart } from '../../contract/task.ts';
import type { TaskOutput } from '../../contract/task-program.ts';
import { replaceFile } from '../../lib/atomic-write.ts';
import { LineSplitter } from '../../transcript/line-splitter.ts';
import { transcriptReader } from '../../transcript/reader.ts';
import { TranscriptMarkdown } from '../../transcript/transcript-markdown.ts';
import type { ExecOptions } from '../console/exec.ts';
import { readFileEnd } from '../docker/file-end.ts';
import { OUTPUT_FILES, type RoundFolder, roundFolder } from './attempt-script.ts';

/** As much of an output, from its newest end, as is written into a file. */
const MOST_BYTES = 128 * 1024 * 1024;
/** As long as the engine host does nothing else. */
const SLICE_MS = 8;

/**
 * Writes what a part of an attempt printed into a file: as JSON when its name ends so, an event a line without the line
 * that it was read from, else as Markdown. Rejects with `not-found` when there is nothing, and with `invalid-input` on the
 * field `path` when writing fails.
 */
export async function saveTranscript(
  options: ExecOptions,
  what: RoundFolder & { agentId: string; part: TranscriptPart; output: TaskOutput },
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const { containerId } = options.directory.get(what.agentId);
  const file = `${roundFolder(what)}/${OUTPUT_FILES[what.part]}`;
  const end = await readFileEnd(options.engine(), { containerId, path: file }, MOST_BYTES, signal);
  if (!end) throw nothingPrinted();
  const output = what.part === 'program' ? what.output : 'text';
  const pieces = path.toLowerCase().endsWith('.json')
    ? jsonPieces(end.bytes, output)
    : markdownPieces(end.bytes, output);
  try {
    await replaceFile(path, async (opened) => {
      // Each goes on where the one before it ended.
      for await (const slice of inSlices(pieces, signal)) await opened.writeFile(slice);
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new AppFailure({
      type: 'invalid-input',
      field: 'path',
      message: `The transcript cannot be saved to ${path}. Choose another place.`,
      raw: String(error),
    });
  }
}

export const nothingPrinted = () =>
  new AppFailure({ type: 'not-found', message: 'Nothing was printed yet.' });

function* events(bytes: Uint8Array, output: TaskOutput) {
  const splitter = new LineSplitter();
  const reader = transcriptReader(output);
  const decoder = new TextDecoder();
  const step = 64 * 1024;
  for (let from = 0; from < bytes.length; from += step) {
    const text = decoder.decode(bytes.subarray(from, from + step), { stream: true });
    for (const line of splitter.push(text)) yield* reader.line(line);
  }
  const last = splitter.flush();
  if (last !== undefined) yield* reader.line(last);
}

function* markdownPieces(bytes: Uint8Array, output: TaskOutput): Generator<string> {
  const markdown = new TranscriptMarkdown();
  for (const event of events(bytes, output)) yield markdown.add(event);
  yield markdown.end();
}

function* jsonPieces(bytes: Uint8Array, output: TaskOutput): Generator<string> {
  let before = '[\n';
  for (const { raw: _raw, ...event } of events(bytes, output)) {
    yield `${before}${JSON.stringify(event)}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

/** Together what came in a slice, with a turn for others between two slices. */
async function* inSlices(pieces: Generator<string>, signal: AbortSignal): AsyncGenerator<string> {
  let together = '';
  let endsAt = performance.now() + SLICE_MS;
  for (const piece of pieces) {
    together += piece;
    if (performance.now() < endsAt) continue;
    yield together;
    together = '';
    await setImmediate();
    signal.throwIfAborted();
    endsAt = performance.now() + SLICE_MS;
  }
  yield together;
}
