import { AppFailure } from '../../contract/error.ts';
import type { StreamParsed } from '../../contract/registry.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Engine } from '../docker/engine.ts';
import type { RunMark } from '../objects/run-mark.ts';
import type { CallHandlers, StreamHandlers, StreamSink } from '../rpc/handlers.ts';
import { endWithContainer } from './end-with-container.ts';
import { missingProgram } from './engine-report.ts';
import { commandNotFound, notRunning, runProgram } from './exec.ts';
import { InputQueue } from './input-queue.ts';
import { endLeftBehind, findLeftBehind, markEntry } from './left-behind.ts';
import { type ConsoleInput, ConsoleSession, type ConsoleWitness, type SessionEnd } from './session.ts';
import { consoleEnvironment, launchCommand } from './shell.ts';

export interface ConsoleOptions {
  /** The engine in use; throws `engine-unreachable` when there is none. */
  engine: () => Engine;
  directory: AgentDirectory;
  /** Marks the programs of consoles, so that a later run finds the programs that a killed app left running. */
  mark: RunMark;
  clock: Clock;
  logger: Logger;
  /** Called before a console opens in a stopped agent. Starts the agent if its settings ask for that. */
  wake?(agentId: string, signal: AbortSignal): Promise<void>;
  /** Creates a witness for each console. `program` is its command line, empty for a shell; `closed` runs at its end. */
  watch?(agentId: string, program: readonly string[]): ConsoleWitness & { closed(): void };
}

type OpenInput = StreamParsed<'console.open'>;
type Sink = StreamSink<'console.open'>;

/** The console calls of the contract. `dispose` ends every console and resolves when their programs have ended. */
export function createConsoles(options: ConsoleOptions): {
  calls: Pick<CallHandlers, 'console.left-behind' | 'console.end-left-behind'>;
  streams: Pick<StreamHandlers, 'console.open' | 'exec.run'>;
  dispose: () => Promise<void>;
} {
  const open = new Map<Promise<unknown>, AbortController>();
  const inside = (agentId: string) =>
    [options.engine(), options.directory.get(agentId).containerId, options.mark] as const;
  return {
    calls: {
      'console.left-behind': async ({ agentId }) => ({ programs: await findLeftBehind(...inside(agentId)) }),
      'console.end-left-behind': async ({ agentId }) => {
        await endLeftBehind(...inside(agentId));
        return {};
      },
    },
    streams: {
      'exec.run': (input, sink) => runProgram(options, input, sink),
      'console.open': async (input, sink) => {
        const ending = new AbortController();
        const end = () => ending.abort();
        sink.signal.addEventListener('abort', end, { once: true });
        const running = openConsole(options, input, endedBy(ending.signal, sink));
        open.set(running, ending);
        try {
          return await running;
        } finally {
          open.delete(running);
          sink.signal.removeEventListener('abort', end);
        }
      },
    },
    dispose: async () => {
      const running = [...open.keys()];
      for (const ending of open.values()) ending.abort();
      await Promise.allSettled(running);
    },
  };
}

/** Returns the sink with a signal that aborts when the window or the engine host goes away. */
function endedBy(signal: AbortSignal, sink: Sink): Sink {
  return {
    signal,
    get full() {
      return sink.full;
    },
    push: (bytes) => sink.push(bytes),
    ready: () => sink.ready(),
    onInput: (listener) => sink.onInput(listener),
  };
}

/**
 * Runs a shell (or `command`) in the agent's container until it ends or the window closes the console. Rejects with
 * `not-running`, or with `command-not-found` when the image has no such program.
 */
async function openConsole(
  options: ConsoleOptions,
  input: OpenInput,
  sink: Sink,
): Promise<{ exitCode: number | null }> {
  const typed = new InputQueue<ConsoleInput>();
  sink.onInput(typed.push);
  if (options.directory.get(input.agentId).status !== 'running')
    await options.wake?.(input.agentId, sink.signal);
  const { containerId } = options.directory.get(input.agentId);
  const engine = options.engine();
  const { State, Config } = await engine.inspectContainer(containerId, { signal: sink.signal });
  if (!State.Running) throw notRunning();
  const environment = [...consoleEnvironment(Config.Env ?? [], input.env), markEntry(options.mark)];
  const start = (command: string[], hasGreeting: boolean) =>
    runExec(
      options,
      engine,
      { containerId, startedAt: State.StartedAt, command, environment, greets: hasGreeting, typed },
      input,
      sink,
    );

  const end = await start(launchCommand(input.command), true);
  if (end.started) return { exitCode: end.exitCode };
  if (input.command.length === 0 || missingProgram(end.output) !== 'sh') throw notStarted(end, input.command);
  // An image without a shell can still run the requested program, although nothing can hang it up.
  const direct = await start(input.command, false);
  if (direct.exitCode === 126 || direct.exitCode === 127) throw notStarted(direct, input.command);
  return { exitCode: direct.exitCode };
}

async function runExec(
  options: ConsoleOptions,
  engine: Engine,
  exec: {
    containerId: string;
    startedAt: string;
    command: string[];
    environment: string[];
    greets: boolean;
    typed: InputQueue<ConsoleInput>;
  },
  input: OpenInput,
  sink: Sink,
): Promise<SessionEnd> {
  const { clock, logger } = options;
  const { containerId, greets } = exec;
  const execId = await engine.createExec(
    containerId,
    {
      Cmd: exec.command,
      Env: exec.environment,
      Tty: true,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
    },
    { signal: sink.signal },
  );
  // The window's signal is not passed: an abort here would leave a process running that nothing hangs up.
  const agent = options.directory.get(input.agentId);
  const stream = await engine.startExec(execId, { tty: true, stdin: true });
  const stop = endWithContainer(stream, agent, options);
  const witness = options.watch?.(input.agentId, input.command);
  const session = new ConsoleSession({
    engine,
    clock,
    logger,
    containerId,
    startedAt: exec.startedAt,
    execId,
    stream,
    sink,
    input: exec.typed,
    greets,
    size: { columns: input.columns, rows: input.rows },
    witness,
  });
  try {
    return await session.run();
  } finally {
    stop();
    witness?.closed();
  }
}

function notStarted({ output }: SessionEnd, command: readonly string[]): AppFailure {
  if (command.length > 0 || missingProgram(output) !== 'sh')
    return commandNotFound(command[0] ?? 'sh', output);
  return new AppFailure({
    type: 'command-not-found',
    message: 'This image has no shell. Choose a command that it has, with its full path.',
    field: 'command',
    raw: output.trim(),
  });
}
