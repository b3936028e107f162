import { promptCommandOf } from '../../contract/prompt-command.ts';
import type { TranscriptPart } from '../../contract/task.ts';
import type { RoundFolder, RoundWork } from './attempt-script.ts';
import type { AttemptRecord, RoundRecord, TaskRecord } from './task-record.ts';

/** How far a round has come. */
export type RoundProgress = Pick<
  RoundRecord,
  'id' | 'begunAt' | 'exitCode' | 'checkExitCode' | 'stopAsked' | 'end'
>;

/** All rounds of an attempt; its own fields are those of the first. Pure. */
export function roundsOf(attempt: AttemptRecord): [RoundProgress, ...RoundRecord[]] {
  return [attempt, ...attempt.rounds];
}

/** The newest round of an attempt, the only one that may not be over. Pure. */
export function newestRound(attempt: AttemptRecord): RoundProgress {
  return attempt.rounds.at(-1) ?? attempt;
}

/** Names what a part of a round printed; without a number the newest. Undefined: there is no such round. Pure. */
export function printedIn(
  attempt: AttemptRecord,
  { part, round }: { part: TranscriptPart; round?: number | undefined },
): (RoundFolder & { agentId: string; part: TranscriptPart }) | undefined {
  const roundId = roundsOf(attempt).at(round === undefined ? -1 : round - 1)?.id;
  return roundId === undefined
    ? undefined
    : { agentId: attempt.agentId, attemptId: attempt.id, roundId, part };
}

/** The attempt with one of its rounds changed. Pure. */
export function withRound(
  attempt: AttemptRecord,
  roundId: string,
  change: <R extends RoundProgress>(round: R) => R,
): AttemptRecord {
  if (attempt.id === roundId) return change(attempt);
  return {
    ...attempt,
    rounds: attempt.rounds.map((round) => (round.id === roundId ? change(round) : round)),
  };
}

/**
 * The command of an attempt's next round: it goes on with the session, if the type can and an earlier round began one.
 * Pure.
 */
export function nextCommand(attempt: AttemptRecord): string[] {
  const hasSession = roundsOf(attempt).some(({ begunAt }) => begunAt !== undefined);
  return hasSession && attempt.followUpCommand.length > 0 ? attempt.followUpCommand : attempt.promptCommand;
}

/** What is to do for the newest round of an attempt. Pure. */
export function roundWork(
  { check, prompt }: Pick<TaskRecord, 'check' | 'prompt'>,
  attempt: AttemptRecord,
): RoundWork {
  const { id, begunAt } = newestRound(attempt);
  const followUp = attempt.rounds.at(-1);
  const command = followUp
    ? promptCommandOf(followUp.command, followUp.message)
    : promptCommandOf(attempt.promptCommand, prompt);
  return { attemptId: attempt.id, roundId: id, check, command, hasBegun: begunAt !== undefined };
}
