import { AppFailure } from '../../contract/error.ts';
import type { TranscriptPart } from '../../contract/task.ts';
import { TRANSCRIPT_BYTES } from '../../contract/transcript.ts';
import { type ExecOptions, runProgram } from '../console/exec.ts';
import { type FileEnd, readFileEnd } from '../docker/file-end.ts';
import type { StreamSink } from '../rpc/handlers.ts';
import { followCommand, OUTPUT_FILES, type RoundFolder, roundFolder } from './attempt-script.ts';

/** Bytes of one item of the stream. */
const ITEM_BYTES = 256 * 1024;

type Sink = StreamSink<'task.transcript'>;

/**
 * Sends what a part of a round printed: out of the running agent as it comes, else what its home holds. Sends nothing
 * when there is nothing, or no agent.
 */
export async function sendTranscript(
  options: ExecOptions,
  { agentId, part, ...round }: RoundFolder & { agentId: string; part: TranscriptPart },
  sink: Sink,
): Promise<void> {
  const agent = options.directory.get(agentId);
  const file = OUTPUT_FILES[part];
  try {
    const command = followCommand(round, file, TRANSCRIPT_BYTES);
    await runProgram(options, { agentId, command, env: [], directory: '', stdin: false }, programSink(sink));
  } catch (error) {
    if (!(error instanceof AppFailure) || error.error.type !== 'not-running') throw error;
    const path = `${roundFolder(round)}/${file}`;
    const end = await readFileEnd(options.engine(), { ...agent, path }, TRANSCRIPT_BYTES, sink.signal);
    if (end) await pushInItems(end, sink);
  }
}

async function pushInItems({ bytes, isCut }: FileEnd, sink: Sink): Promise<void> {
  for (let from = 0; from < bytes.length && !sink.signal.aborted; from += ITEM_BYTES) {
    if (sink.full) await sink.ready();
    sink.push({
      bytes: Uint8Array.from(bytes.subarray(from, from + ITEM_BYTES)),
      skipped: isCut && from === 0,
    });
  }
}

/** What the script writes on its standard error stream means that output is left out. */
function programSink(sink: Sink): StreamSink<'exec.run'> {
  return {
    signal: sink.signal,
    get full() {
      return sink.full;
    },
    push: ({ source, bytes }) =>
      sink.push(source === 'stdout' ? { bytes, skipped: false } : { bytes: new Uint8Array(), skipped: true }),
    ready: () => sink.ready(),
    onInput: () => undefined,
  };
}

/** The newest bytes of what the check of a round printed, once that is over. */
export async function readCheckOutput(
  options: ExecOptions,
  round: RoundFolder & { agentId: string },
  mostBytes: number,
  signal: AbortSignal,
): Promise<{ bytes: Uint8Array; isCut: boolean }> {
  let bytes = Buffer.alloc(0);
  let isCut = false;
  await sendTranscript(
    options,
    { ...round, part: 'check' },
    {
      signal,
      full: false,
      push: (item) => {
        bytes = Buffer.concat([bytes, item.bytes]);
        isCut ||= item.skipped || bytes.length > mostBytes;
        bytes = bytes.subarray(-mostBytes);
      },
      ready: () => Promise.resolve(),
      onInput: () => undefined,
    },
  );
  return { bytes, isCut };
}
