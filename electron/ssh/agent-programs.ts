import { followStream } from '../client/follow-stream.ts';
import type { RpcClient, StreamHandle } from '../client/rpc-client.ts';
import type { ProgramSignal } from '../contract/console.ts';

export interface Variable {
  name: string;
  value: string;
}

export interface ProgramOptions {
  command: string[];
  env: Variable[];
  /** Ends the program. */
  signal: AbortSignal;
  /** Output is read on when the promise has settled. */
  onOutput(source: 'stdout' | 'stderr', bytes: Uint8Array): Promise<void>;
}

/** A program that runs in the agent. */
export interface Program {
  /** The exit code; null when the signal or the end of the agent ended it. Rejects with the reason of a failed start. */
  readonly done: Promise<number | null>;
  /** Sends input; resolves when the program has room for more. */
  write(bytes: Uint8Array): Promise<void>;
  end(): void;
  send(signal: ProgramSignal): void;
}

export interface TerminalSize {
  columns: number;
  rows: number;
}

export interface TerminalOptions extends Omit<ProgramOptions, 'onOutput'> {
  size: TerminalSize;
  onOutput(bytes: Uint8Array): Promise<void>;
}

/** A program with a terminal. */
export interface Terminal {
  readonly done: Promise<number | null>;
  write(bytes: Uint8Array): Promise<void>;
  resize(size: TerminalSize): void;
}

/** Runs programs in one agent, as its own user. */
export interface AgentPrograms {
  run(options: ProgramOptions): Program;
  openTerminal(options: TerminalOptions): Terminal;
}

/** Programs by the streams of the contract, which are the only way into an agent. */
export function agentPrograms(client: RpcClient, agentId: string): AgentPrograms {
  return {
    run: ({ command, env, signal, onOutput }) => {
      let stream: StreamHandle<'exec.run'> | undefined;
      const result = followStream(
        client,
        'exec.run',
        { agentId, command, env, stdin: true },
        signal,
        ({ source, bytes }) => onOutput(source, bytes),
        (opened) => {
          stream = opened;
        },
      );
      return {
        done: result.then((ended) => ended?.exitCode ?? null),
        write: (bytes) => writeInput(stream, bytes),
        end: () => stream?.send({ type: 'end' }),
        send: (name) => stream?.send({ type: 'signal', name }),
      };
    },
    openTerminal: ({ command, env, size, signal, onOutput }) => {
      let stream: StreamHandle<'console.open'> | undefined;
      const result = followStream(
        client,
        'console.open',
        { agentId, command, env, ...size },
        signal,
        (bytes) => onOutput(bytes),
        (opened) => {
          stream = opened;
        },
      );
      return {
        done: result.then((ended) => ended?.exitCode ?? null),
        write: (bytes) => writeInput(stream, bytes),
        resize: (changed) => stream?.send({ type: 'resize', ...changed }),
      };
    },
  };
}

async function writeInput(
  stream: StreamHandle<'exec.run'> | StreamHandle<'console.open'> | undefined,
  bytes: Uint8Array,
): Promise<void> {
  stream?.send({ type: 'data', bytes: Uint8Array.from(bytes) });
  await stream?.ready();
}
