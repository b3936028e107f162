import { AppFailure } from '../../contract/error.ts';
import type { TranscriptPart } from '../../contract/task.ts';
import { type ExecOptions, runProgram } from '../console/exec.ts';
import { readFileEnd } from '../docker/file-end.ts';
import type { StreamSink } from '../rpc/handlers.ts';
import { attemptFolder, followCommand, OUTPUT_FILES } from './attempt-script.ts';

/** As much as a window keeps. */
const MOST_BYTES = 256 * 1024;

type Sink = StreamSink<'task.transcript'>;

/**
 * Sends what a part of an attempt printed: out of the running agent as it comes, else what its home holds. Sends nothing
 * when there is nothing, or no agent.
 */
export async function sendTranscript(
  options: ExecOptions,
  { agentId, attemptId, part }: { agentId: string; attemptId: string; part: TranscriptPart },
  sink: Sink,
): Promise<void> {
  const agent = options.directory.get(agentId);
  const file = OUTPUT_FILES[part];
  try {
    const command = followCommand(attemptId, file, MOST_BYTES);
    await runProgram(options, { agentId, command, env: [], directory: '', stdin: false }, programSink(sink));
  } catch (error) {
    if (!(error instanceof AppFailure) || error.error.type !== 'not-running') throw error;
    const path = `${attemptFolder(attemptId)}/${file}`;
    const end = await readFileEnd(options.engine(), { ...agent, path }, MOST_BYTES, sink.signal);
    if (end) sink.push({ bytes: Uint8Array.from(end.bytes), skipped: end.isCut });
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
