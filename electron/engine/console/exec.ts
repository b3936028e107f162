import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { ProgramSignal } from '../../contract/console.ts';
import { AppFailure } from '../../contract/error.ts';
import type { StreamInbound, StreamParsed } from '../../contract/registry.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Engine } from '../docker/engine.ts';
import { FrameReader } from '../docker/frames.ts';
import type { RunMark } from '../objects/run-mark.ts';
import type { StreamSink } from '../rpc/handlers.ts';
import { endWithContainer } from './end-with-container.ts';
import { missingProgram, ReportReader } from './engine-report.ts';
import { isExecGone, waitForExit } from './exec-exit.ts';
import { InputQueue } from './input-queue.ts';
import { markEntry } from './left-behind.ts';
import { EXEC_VARIABLE, endPrograms, signalPrograms } from './signal-programs.ts';

export interface ExecOptions {
  engine: () => Engine;
  directory: Pick<AgentDirectory, 'get' | 'onChange'>;
  mark: RunMark;
  clock: Clock;
  logger: Logger;
}

type Sink = StreamSink<'exec.run'>;

/** Runs a program in the agent until it ends or the client closes the stream; see `exec.run` of the contract. */
export async function runProgram(
  options: ExecOptions,
  input: StreamParsed<'exec.run'>,
  sink: Sink,
): Promise<{ exitCode: number | null }> {
  const inputQueue = new InputQueue<StreamInbound<'exec.run'>>();
  sink.onInput(inputQueue.push);
  const agent = options.directory.get(input.agentId);
  const { containerId, status } = agent;
  const engine = options.engine();
  // The directory learns of a start from an event of the engine, which may come after the start was reported.
  if (status !== 'running' && !(await runsNow(engine, containerId, sink.signal))) throw notRunning();
  const id = randomBytes(12).toString('hex');
  const execId = await engine.createExec(
    containerId,
    {
      Cmd: input.command,
      Env: [
        ...input.env.map(({ name, value }) => `${name}=${value}`),
        markEntry(options.mark),
        `${EXEC_VARIABLE}=${id}`,
      ],
      AttachStdin: input.stdin,
      AttachStdout: true,
      AttachStderr: true,
      ...(input.directory === '' ? {} : { WorkingDir: input.directory }),
    },
    { signal: sink.signal },
  );
  // The client's signal is not passed: an abort here would leave a program running that nothing ends.
  const stream = await engine.startExec(execId, { tty: false, stdin: input.stdin });
  const stop = endWithContainer(stream, agent, options);
  const programs = { engine, containerId, id, logger: options.logger };
  passInput(inputQueue, stream, input.stdin, (name) => signalPrograms(programs, name));
  const onAbort = () => stream.destroy();
  sink.signal.addEventListener('abort', onAbort, { once: true });
  if (sink.signal.aborted) onAbort();
  try {
    const report = await passOutput(sink, stream);
    if (sink.signal.aborted) {
      await endPrograms(programs);
      return { exitCode: null };
    }
    const exitCode = await exitOf(options, engine, execId);
    if ((exitCode === 126 || exitCode === 127) && missingProgram(report.held) !== undefined)
      throw commandNotFound(input.command[0] ?? '', report.held);
    const held = report.flush();
    if (held.length > 0) sink.push({ source: 'stdout', bytes: Uint8Array.from(held) });
    return { exitCode };
  } finally {
    stop();
    sink.signal.removeEventListener('abort', onAbort);
    stream.destroy();
  }
}

async function runsNow(engine: Engine, containerId: string, signal: AbortSignal): Promise<boolean> {
  const { State } = await engine.inspectContainer(containerId, { signal });
  return State.Running && !State.Paused;
}

/** Resolves when the output has ended. What is held back then is the engine's report, or the program's output. */
async function passOutput(sink: Sink, stream: Duplex): Promise<ReportReader> {
  const report = new ReportReader();
  const frames = new FrameReader((source, bytes) => {
    const output = source === 'stdout' ? report.push(bytes) : bytes;
    if (output.length > 0)
      sink.push({ source: source === 'stderr' ? 'stderr' : 'stdout', bytes: Uint8Array.from(output) });
  });
  try {
    for await (const chunk of stream) {
      frames.push(chunk as Buffer);
      if (sink.full) await sink.ready();
    }
  } catch (error) {
    // Only this program closes the stream before its end: for its client, or with the agent.
    const isOwnEnd = (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!sink.signal.aborted && !isOwnEnd) throw error;
  }
  return report;
}

/** Passes input as fast as the program reads it. */
function passInput(
  inputQueue: InputQueue<StreamInbound<'exec.run'>>,
  stream: Duplex,
  hasInput: boolean,
  signal: (name: ProgramSignal) => Promise<void>,
): void {
  // A program may end before it has read all its input. Its exit code reports that.
  stream.on('error', () => undefined);
  inputQueue.connect((input) => {
    if (input.type === 'signal') return signal(input.name);
    if (!hasInput) return;
    if (input.type === 'data') return new Promise((resolve) => stream.write(input.bytes, () => resolve()));
    stream.end();
  });
}

/** null if the exec vanished with its container, or if the engine reports no exit. */
async function exitOf({ clock }: ExecOptions, engine: Engine, execId: string): Promise<number | null> {
  try {
    const exitCode = await waitForExit(engine, clock, execId);
    return exitCode === 'running' ? null : exitCode;
  } catch (error) {
    if (isExecGone(error)) return null;
    throw error;
  }
}

export function notRunning(): AppFailure {
  return new AppFailure({
    type: 'not-running',
    message: 'The agent is not running, so nothing can run in it.',
    actions: [{ kind: 'start-agent', label: 'Start the agent' }],
  });
}

/** The error carries the runtime's message, if there is one. */
export function commandNotFound(program: string, output: string): AppFailure {
  const raw = output.trim();
  return new AppFailure({
    type: 'command-not-found',
    message: `“${program}” cannot be started in this agent. Check the spelling, or give its full path.`,
    field: 'command',
    ...(raw === '' ? {} : { raw }),
  });
}
