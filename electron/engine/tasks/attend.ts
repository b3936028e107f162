import type { Agent } from '../../contract/agent.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Clock } from '../../lib/clock.ts';
import { endWithContainer } from '../console/end-with-container.ts';
import { missingProgram } from '../console/engine-report.ts';
import { EXEC_VARIABLE } from '../console/signal-programs.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Engine } from '../docker/engine.ts';
import { LineReader } from '../docker/line-reader.ts';
import { WORKSPACE_PATH } from '../objects/paths.ts';
import { type AttemptReport, readReport } from './attempt-report.ts';
import { attendCommand } from './attempt-script.ts';

/** More than any line of the report. */
const MAXIMUM_LINE_BYTES = 4 * 1024;

/**
 * Begins an attempt in its running agent unless it has begun, and passes on what its script reports. Resolves when the
 * script has ended: the attempt is over then, or the script was killed. Rejects as the engine does. The attempt goes on
 * when the signal aborts.
 */
export async function attend(
  { directory, clock, ...deps }: { engine(): Engine; directory: AgentDirectory; clock: Clock },
  agent: Agent,
  attempt: { id: string; check: string; command: readonly string[] },
  onReport: (report: AttemptReport) => void,
  signal: AbortSignal,
): Promise<void> {
  const engine = deps.engine();
  let unread = '';
  const reader = new LineReader(
    false,
    (_source, line) => {
      const report = readReport(line);
      if (report) onReport(report);
      else unread = line;
    },
    MAXIMUM_LINE_BYTES,
  );
  try {
    const execId = await engine.createExec(
      agent.containerId,
      {
        Cmd: attendCommand(attempt),
        Env: [`${EXEC_VARIABLE}=${attempt.id}`],
        WorkingDir: WORKSPACE_PATH,
        AttachStdout: true,
        AttachStderr: true,
      },
      { signal },
    );
    const stream = await engine.startExec(execId, { tty: false, stdin: false, signal });
    const stop = endWithContainer(stream, agent, { directory, clock });
    try {
      for await (const chunk of stream) reader.push(chunk as Uint8Array);
    } finally {
      stop();
      stream.destroy();
    }
    reader.flush();
  } catch (error) {
    if (!(error instanceof AppFailure && error.error.type === 'command-not-found')) throw error;
    onReport({ kind: 'refused', message: NO_SHELL });
    return;
  }
  // A runtime that cannot start the program reports this in the output instead of failing the call.
  if (missingProgram(unread) !== undefined) onReport({ kind: 'refused', message: NO_SHELL });
}

const NO_SHELL = 'The image of the agent has no shell (sh), which runs the program of a task.';
