import type { ServerChannel } from 'ssh2';
import { AppFailure } from '../contract/error.ts';
import { SerialQueue } from '../lib/serial-queue.ts';
import type { AgentPrograms, Program, Terminal, TerminalSize, Variable } from './agent-programs.ts';
import { readChannel, writeToChannel } from './channel-output.ts';

/** 128 + SIGKILL: the program ended with its container. */
const KILLED = 137;
const NOT_FOUND = 127;
/** What `ssh` itself exits with when it fails. */
const FAILED = 255;
const END_OF_INPUT = Uint8Array.of(4);

interface Run {
  channel: ServerChannel;
  programs: AgentPrograms;
  command: string[];
  env: Variable[];
  /** Aborts when the client has closed the session. */
  signal: AbortSignal;
}

/** Connects a channel with a program; closes the channel with the program's exit code. */
export function runProgram({ channel, programs, command, env, signal }: Run): Program {
  // `writeToChannel` allows one write at a time.
  const outputs = new SerialQueue();
  const program = programs.run({
    command,
    env,
    signal,
    onOutput: (source, bytes) =>
      outputs.run(() =>
        writeToChannel(channel, source === 'stderr' ? channel.stderr : channel, bytes, signal),
      ),
  });
  readChannel(channel, program.write, program.end);
  void finish(channel, program.done, signal);
  return program;
}

/** The same with a terminal. The end of the client's input is the key Ctrl+D, as on any terminal. */
export function runTerminal({ size, ...run }: Run & { size: TerminalSize }): Terminal {
  const { channel, programs, command, env, signal } = run;
  const terminal = programs.openTerminal({
    command,
    env,
    size,
    signal,
    onOutput: (bytes) => writeToChannel(channel, channel, bytes, signal),
  });
  readChannel(channel, terminal.write, () => void terminal.write(END_OF_INPUT));
  void finish(channel, terminal.done, signal);
  return terminal;
}

async function finish(
  channel: ServerChannel,
  done: Promise<number | null>,
  signal: AbortSignal,
): Promise<void> {
  let code: number;
  try {
    code = (await done) ?? KILLED;
  } catch (error) {
    const { type, message } = failureOf(error);
    code = type === 'command-not-found' ? NOT_FOUND : FAILED;
    const text = Buffer.from(`bulkhead: ${message}\r\n`);
    await writeToChannel(channel, channel.stderr, text, signal);
  }
  if (!signal.aborted) channel.exit(code);
  channel.end();
}

function failureOf(error: unknown): { type: string; message: string } {
  if (error instanceof AppFailure) return error.error;
  return { type: 'internal', message: error instanceof Error ? error.message : String(error) };
}
