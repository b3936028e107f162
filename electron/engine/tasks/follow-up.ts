import type { Agent } from '../../contract/agent.ts';
import { AppFailure } from '../../contract/error.ts';
import { fixesLeft } from '../../contract/follow-up.ts';
import type { Operation } from '../../contract/operation.ts';
import type { CallParsed } from '../../contract/registry.ts';
import type { Snapshot } from '../../contract/snapshots.ts';
import { promptSchema } from '../../contract/task.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Operations } from '../operations/operations.ts';
import { refuseWhileBusy } from '../operations/refuse-while-busy.ts';
import type { RoundFolder } from './attempt-script.ts';
import { CHECK_OUTPUT_BYTES, fixCheckMessage } from './fix-check.ts';
import type { Records } from './records.ts';
import { newestRound, nextCommand, roundsOf } from './rounds.ts';
import { snapshotName } from './task-names.ts';
import type { AttemptRecord, RoundRecord, TaskRecord } from './task-record.ts';
import { isPaused, newId } from './tasks.ts';

export interface FollowUpOptions {
  directory: AgentDirectory;
  operations: Operations;
  records: Records;
  /** Resolves when the agent runs. */
  start(agentId: string, signal: AbortSignal): Promise<void>;
  snapshots: {
    save(agentId: string, wish: { name: string; pause: boolean }, signal: AbortSignal): Promise<Operation>;
    list(agentId: string, signal: AbortSignal): Promise<Pick<Snapshot, 'id' | 'name'>[]>;
  };
  /** The newest bytes of what the check of a round printed. */
  readCheck(
    round: RoundFolder & { agentId: string },
    mostBytes: number,
    signal: AbortSignal,
  ): Promise<{ bytes: Uint8Array; isCut: boolean }>;
}

/**
 * Adds the next round to an attempt that is over; `AttemptKeeper` begins it. All that can fail comes before: a rejected
 * call has begun nothing.
 */
export async function followUp(
  options: FollowUpOptions,
  { taskId, attemptId, ...wish }: CallParsed<'task.followUp'>,
  signal: AbortSignal,
): Promise<void> {
  const { directory, operations, records } = options;
  await records.ready();
  const task = records.task(taskId);
  const attempt = records.attempt(taskId, attemptId);
  const { agentId } = attempt;
  refuseUnlessOver(attempt);
  const agent = directory.list().agents.find(({ id }) => id === agentId);
  if (!agent) throw noAgent();
  if (agent.status === 'paused') throw isPaused();
  refuseWhileBusy(operations, agentId);
  const message = wish.fixCheck
    ? await fixMessage(options, task, attempt, wish.message, signal)
    : wish.message;
  const snapshotId = wish.snapshot ? await saveSnapshot(options, task, attempt, signal) : undefined;
  await startUnlessRunning(options, agent, signal);
  // Another follow-up may have been faster.
  const now = records.attempt(taskId, attemptId);
  refuseUnlessOver(now);
  const round: RoundRecord = {
    id: newId(),
    message,
    fixesCheck: wish.fixCheck,
    command: nextCommand(now),
    ...(snapshotId === undefined ? {} : { snapshotId }),
    stopAsked: false,
  };
  records.change(taskId, attemptId, (current) => ({ ...current, rounds: [...current.rounds, round] }));
}

async function fixMessage(
  { readCheck }: FollowUpOptions,
  { check }: TaskRecord,
  attempt: AttemptRecord,
  message: string,
  signal: AbortSignal,
): Promise<string> {
  const { id, checkExitCode } = newestRound(attempt);
  if (checkExitCode === undefined || checkExitCode === 0) throw noFailedCheck();
  if (fixesLeft(attempt.rounds) === 0) throw noFixLeft();
  const round = { attemptId: attempt.id, roundId: id, agentId: attempt.agentId };
  const { bytes, isCut } = await readCheck(round, CHECK_OUTPUT_BYTES, signal);
  const whole = fixCheckMessage({ message, command: check, exitCode: checkExitCode, output: bytes, isCut });
  const problem = promptSchema.safeParse(whole).error?.issues[0]?.message;
  if (problem === undefined) return whole;
  throw new AppFailure({ type: 'invalid-input', field: 'message', message: problem });
}

async function saveSnapshot(
  { snapshots, operations }: FollowUpOptions,
  { title }: TaskRecord,
  { agentId, rounds }: AttemptRecord,
  signal: AbortSignal,
): Promise<string> {
  const name = snapshotName(title, rounds.length + 2);
  const { id } = await snapshots.save(agentId, { name, pause: true }, signal);
  const { status, error } = await operations.ended(id);
  if (status !== 'done')
    throw new AppFailure(
      error ?? { type: 'conflict', message: 'The snapshot was cancelled. Nothing was sent.' },
    );
  const saved = (await snapshots.list(agentId, signal)).find((each) => each.name === name);
  if (saved) return saved.id;
  throw new AppFailure({ type: 'not-found', message: 'The snapshot is gone again. Nothing was sent.' });
}

async function startUnlessRunning(
  { start }: FollowUpOptions,
  { id, status }: Agent,
  signal: AbortSignal,
): Promise<void> {
  if (status !== 'running') await start(id, signal);
}

function refuseUnlessOver(attempt: AttemptRecord): void {
  if (roundsOf(attempt).every(({ end }) => end !== undefined)) return;
  throw new AppFailure({
    type: 'conflict',
    message: 'The attempt is still at work. Wait until it is over, or stop it.',
  });
}

const noAgent = () =>
  new AppFailure({ type: 'not-found', message: 'The agent of this attempt is not on this engine.' });

const noFailedCheck = () =>
  new AppFailure({
    type: 'conflict',
    message: 'The check of the newest round did not fail, so there is nothing to send.',
  });

const noFixLeft = () =>
  new AppFailure({
    type: 'conflict',
    message: 'This attempt was sent the output of its check as often as may be. Write what it should do.',
  });
