import type { Readable } from 'node:stream';
import { followStream } from '../client/follow-stream.ts';
import type { StreamInput } from '../contract/registry.ts';
import { EXIT } from './exit-code.ts';
import type { Session } from './session.ts';

/** 128 + SIGKILL: the program ended with its container. */
const KILLED = 137;

export interface ProgramOptions {
  input: Omit<StreamInput<'exec.run'>, 'stdin'>;
  /** Input of the program; absent: the program reads an end of file at once. */
  stdin?: Readable | undefined;
  /** Ends the program. */
  signal: AbortSignal;
  onOutput(source: 'stdout' | 'stderr', bytes: Uint8Array): Promise<void>;
}

/** Runs a program in an agent; resolves to its exit code, or to 130 when the signal ended it. */
export async function runProgram({ client }: Session, options: ProgramOptions): Promise<number> {
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
        if (!stdin) return;
        let isOpen = true;
        const onData = (bytes: Uint8Array) => {
          stream.send({ type: 'data', bytes: Uint8Array.from(bytes) });
          if (!stream.full) return;
          stdin.pause();
          void stream.ready().then(() => isOpen && stdin.resume());
        };
        const onEnd = () => stream.send({ type: 'end' });
        stdin.on('data', onData).once('end', onEnd);
        release = () => {
          isOpen = false;
          stdin.off('data', onData).off('end', onEnd);
          stdin.pause();
        };
      },
    );
    if (!result) return EXIT.interrupted;
    return result.exitCode ?? KILLED;
  } finally {
    release();
  }
}
