import { IDLE_COMMAND } from '../../client/idle-command.ts';
import type { Agent } from '../../contract/agent.ts';
import type { UsableAgentType } from '../../contract/agent-type.ts';
import { promptCommandOf } from '../../contract/prompt-command.ts';
import { systemClock } from '../../lib/clock.ts';
import { deadlineWithin } from '../../lib/deadline.ts';
import type { Context } from '../context.ts';
import { createAgent } from '../create-agent.ts';
import { RefusedError, TimeoutError, UsageError } from '../exit-code.ts';
import { isAbandoned, leaseTags } from '../lease.ts';
import { removeAgent } from '../remove-agent.ts';
import { runProgram } from '../run-program.ts';
import type { Session } from '../session.ts';
import { type SpecOptions, typeFor } from '../spec.ts';
import { gatherOutcome, type Outcome, refusalsOf } from './outcome.ts';
import { OutputEvents } from './output-events.ts';
import { writeOutputFile } from './output-file.ts';

export interface RunRequest {
  options: SpecOptions & {
    name: string | undefined;
    interactive: boolean;
    rm: boolean;
    patch: string | undefined;
    egressLog: string | undefined;
    failOnBlocked: boolean;
    failOnRisky: boolean;
  };
  command: readonly string[];
  prompt: string | undefined;
  timeoutMs: number;
}

/** Limits the clean-up after an interruption. */
const CLEAN_UP_WITHIN_MS = 120_000;

/** Creates an agent, runs the program in it, writes the outcome, and removes the agent with `--rm`. */
export async function runOnce(context: Context, request: RunRequest): Promise<number> {
  const { options } = request;
  const session = await context.session();
  await session.connected();
  if (options.rm) await removeAbandoned(session, context);
  const { types } = await session.client.call('agent-type.list', {}, context.signal);
  const type = typeFor(options, types);
  const program = programOf(request, type);
  const lease = options.rm ? leaseTags(Date.now() + request.timeoutMs) : [];
  const agent = await createAgent(session, context, {
    name: options.name ?? '',
    options: { ...options, tag: [...options.tag, ...lease] },
    // The program of `run` is not the agent's main program.
    command: type.command.length > 0 ? [] : IDLE_COMMAND,
    verify: false,
  });
  if (context.output.json) context.output.value({ event: 'created', id: agent.id, name: agent.name });
  try {
    return await runIn(session, context, agent, program, request);
  } finally {
    if (options.rm) await removeAgent(session, endless(context), agent.id);
  }
}

async function runIn(
  session: Session,
  context: Context,
  { id: agentId }: Agent,
  program: string[],
  { options, timeoutMs }: RunRequest,
): Promise<number> {
  const { output } = context;
  const deadline = deadlineWithin(timeoutMs, context.signal, systemClock);
  const events = new OutputEvents();
  let exitCode: number;
  try {
    exitCode = await runProgram(session, {
      input: { agentId, command: program },
      stdin: options.interactive ? process.stdin : undefined,
      signal: deadline.signal,
      onOutput: (source, bytes) =>
        output.json
          ? output.write({ stdout: events.lines(source, bytes) })
          : output.write({ [source]: bytes }),
    });
  } finally {
    deadline.release();
  }
  context.signal.throwIfAborted();
  const isLate = deadline.signal.aborted;
  const outcome = await gatherOutcome(session, agentId, {
    withPatch: options.patch !== undefined,
    signal: context.signal,
  });
  await writeFiles(outcome, options);
  if (output.json)
    output.value({
      event: 'result',
      exitCode: isLate ? null : exitCode,
      timedOut: isLate,
      ...outcome.summary,
    });
  for (const path of outcome.leftOut) output.note(`not in the patch: ${path}`);
  if (isLate) throw new TimeoutError(`The program had not ended after ${timeoutMs / 1000} s.`);
  const refusals = refusalsOf(outcome, options);
  if (exitCode === 0 && refusals.length > 0) throw new RefusedError(refusals.join('\n'));
  return exitCode;
}

async function writeFiles(outcome: Outcome, { patch, egressLog }: RunRequest['options']): Promise<void> {
  if (patch !== undefined) await writeOutputFile(patch, outcome.patch);
  if (egressLog !== undefined)
    await writeOutputFile(egressLog, outcome.decisions.map((each) => `${JSON.stringify(each)}\n`).join(''));
}

/** The command line to run; the type's own takes the prompt in place of `{prompt}`. */
export function programOf(
  { command, prompt }: Pick<RunRequest, 'command' | 'prompt'>,
  type: UsableAgentType,
): string[] {
  if (prompt === undefined) return [...command];
  if (type.promptCommand.length === 0)
    throw new UsageError(
      `The agent type “${type.id}” has no program that takes a prompt. Name one after the options.`,
    );
  return promptCommandOf(type.promptCommand, prompt);
}

/** Removes the agents of killed runs. */
async function removeAbandoned(session: Session, context: Context): Promise<void> {
  for (const agent of await session.agents()) {
    if (!isAbandoned(agent, Date.now())) continue;
    context.output.note(`removing “${agent.name}”, which a run left behind`);
    await removeAgent(session, context, agent.id);
  }
}

/** Returns a context for work that an interruption must not stop. */
function endless(context: Context): Context {
  return { ...context, signal: AbortSignal.timeout(CLEAN_UP_WITHIN_MS) };
}
