import type { Readable } from 'node:stream';
import { followStream } from '../client/follow-stream.ts';
import type { InputByName, StreamHandle } from '../client/rpc-client.ts';
import type { StreamInput, StreamItem, StreamResult } from '../contract/registry.ts';
import { EXIT } from './exit-code.ts';
import type { Session } from './session.ts';

/** 128 + SIGKILL: the program ended with its container. */
const KILLED = 137;

export interface ProgramOptions {
  input: Omit<StreamInput<'exec.run'>, 'stdin'> | Omit<InputByName<'exec.run'>, 'stdin'>;
  /** Input of the program; absent: the program reads an end of file at once. */
  stdin?: Readable | undefined;
  /** Ends the program. */
  signal: AbortSignal;
  onOutput(source: StreamItem<'exec.run'>['source'], bytes: Uint8Array): Promise<void>;
}

/** The input of a program that runs. */
export type InputStream = Pick<StreamHandle<'exec.run'>, 'send' | 'full' | 'ready'>;

/** Runs a program in an agent; resolves to its exit code, or to 130 when the signal ended it. */
export async function runProgram(
  { client }: Pick<Session, 'client'>,
  options: ProgramOptions,
): Promise<number> {
  const { stdin, signal, onOutput } = options;
  let release: () => void = () => undefined;
  try {
    const result = await followStream(
      client,
      'exec.run',
      { ...options.input, stdin: stdin !== undefined },
      signal,
      ({ source, bytes }) => onOutput(source, bytes),
      (stream) => {
        release = passInput(stdin, stream);
      },
    );
    return result ? exitCodeOfProgram(result) : EXIT.interrupted;
  } finally {
    release();
  }
}

export function exitCodeOfProgram({ exitCode }: StreamResult<'exec.run'>): number {
  return exitCode ?? KILLED;
}

/** Sends what is read to a program, as fast as the program reads it. Returns a function that stops it. */
export function passInput(stdin: Readable | undefined, stream: InputStream): () => void {
  if (!stdin) return () => undefined;
  let isOpen = true;
  const onData = (bytes: Uint8Array) => {
    stream.send({ type: 'data', bytes: Uint8Array.from(bytes) });
    if (!stream.full) return;
    stdin.pause();
    void stream.ready().then(() => isOpen && stdin.resume());
  };
  const onEnd = () => stream.send({ type: 'end' });
  stdin.on('data', onData).once('end', onEnd);
  return () => {
    isOpen = false;
    stdin.off('data', onData).off('end', onEnd);
    stdin.pause();
  };
}
