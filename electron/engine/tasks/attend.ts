import type { Agent } from '../../contract/agent.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Clock } from '../../lib/clock.ts';
import { endWithContainer } from '../console/end-with-container.ts';
import { missingProgram } from '../console/engine-report.ts';
import { EXEC_VARIABLE } from '../console/signal-programs.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Engine } from '../docker/engine.ts';
import { FrameReader } from '../docker/frames.ts';
import { LineAssembler } from '../docker/line-assembler.ts';
import { WORKSPACE_PATH } from '../objects/paths.ts';
import { type AttemptReport, isLast, readReport } from './attempt-report.ts';
import { attendCommand, type RoundWork } from './attempt-script.ts';

/** More than any line of the report. */
const MAXIMUM_LINE_BYTES = 4 * 1024;

/** Takes what the script of an attempt prints. */
export interface AttemptListener {
  /** The last report comes after all output. */
  onReport(report: AttemptReport): void;
  /** Output of the program, from its first byte on each time that it is attended. */
  onOutput(bytes: Uint8Array): void;
}

/**
 * Begins a round of an attempt in its running agent unless it has begun, and passes on what its script prints. Resolves
 * when the script has ended: the round is over then, or the script was killed. Rejects as the engine does. The round goes
 * on when the signal aborts.
 */
export async function attend(
  { directory, clock, ...deps }: { engine(): Engine; directory: AgentDirectory; clock: Clock },
  agent: Agent,
  work: RoundWork,
  listener: AttemptListener,
  signal: AbortSignal,
): Promise<void> {
  const engine = deps.engine();
  const script = new ScriptOutput(listener);
  try {
    const execId = await engine.createExec(
      agent.containerId,
      {
        Cmd: attendCommand(work),
        Env: [`${EXEC_VARIABLE}=${work.roundId}`],
        WorkingDir: WORKSPACE_PATH,
        AttachStdout: true,
        AttachStderr: true,
      },
      { signal },
    );
    const stream = await engine.startExec(execId, { tty: false, stdin: false, signal });
    const stop = endWithContainer(stream, agent, { directory, clock });
    try {
      for await (const chunk of stream) script.push(chunk as Uint8Array);
    } finally {
      stop();
      stream.destroy();
    }
    script.end();
  } catch (error) {
    if (!(error instanceof AppFailure && error.error.type === 'command-not-found')) throw error;
    listener.onReport({ kind: 'refused', message: NO_SHELL });
  }
}

const NO_SHELL = 'The image of the agent has no shell (sh), which runs the program of a task.';

/** What the script prints: reports on its standard output stream, the program's output on the other. */
class ScriptOutput {
  readonly #listener: AttemptListener;
  readonly #frames: FrameReader;
  readonly #lines: LineAssembler;
  readonly #failure: LineAssembler;
  #hasReported = false;
  #unread = '';
  #last: AttemptReport | undefined;

  constructor(listener: AttemptListener) {
    this.#listener = listener;
    this.#lines = new LineAssembler((line) => this.#read(line), MAXIMUM_LINE_BYTES);
    this.#failure = new LineAssembler((line) => {
      this.#unread = line;
    }, MAXIMUM_LINE_BYTES);
    this.#frames = new FrameReader((source, payload) => {
      if (source === 'stdout') {
        this.#lines.push(payload);
        return;
      }
      if (!this.#hasReported) this.#failure.push(payload);
      this.#listener.onOutput(payload);
    });
  }

  push(chunk: Uint8Array): void {
    this.#frames.push(chunk);
  }

  end(): void {
    this.#lines.flush();
    this.#failure.flush();
    if (this.#last) this.#listener.onReport(this.#last);
    // A runtime that cannot start the program reports this in the output instead of failing the call.
    else if (!this.#hasReported && missingProgram(this.#unread) !== undefined)
      this.#listener.onReport({ kind: 'refused', message: NO_SHELL });
  }

  #read(line: string): void {
    const report = readReport(line);
    if (!report) {
      this.#unread = line;
      return;
    }
    this.#hasReported = true;
    if (isLast(report)) this.#last = report;
    else this.#listener.onReport(report);
  }
}
