import type { Agent } from '../../contract/agent.ts';
import { LISTED_MESSAGE_MAX, type Round } from '../../contract/follow-up.ts';
import type { Attempt, AttemptState } from '../../contract/task.ts';
import { assertNever } from '../../lib/assert-never.ts';
import type { AttemptReport } from './attempt-report.ts';
import { type RoundProgress, roundsOf } from './rounds.ts';
import type { AttemptRecord, RoundRecord } from './task-record.ts';

/** What is known of the agent of an attempt now. */
export interface AttemptAgent {
  /** Undefined: there is none on the engine, or the engine was not read yet. */
  agent: Agent | undefined;
  /** Whether an operation works on it. */
  isBusy: boolean;
  /** Whether the agents of the engine are known. */
  isKnown: boolean;
  /** Why the attempt waits in the queue, if it does. */
  waitReason?: string | undefined;
}

/** What is to do for a round that is not over. `attend` begins it unless it has begun, and follows it. Pure. */
export function nextStep(
  round: RoundProgress,
  { agent, isBusy }: AttemptAgent,
  isAttended: boolean,
): 'attend' | 'wait' | { end: 'interrupted' | 'stopped' } {
  if (isAttended || isBusy) return 'wait';
  if (round.stopAsked && round.begunAt === undefined) return { end: 'stopped' };
  switch (agent?.status) {
    case 'running':
      return 'attend';
    case 'stopped':
    case 'failed':
      if (round.stopAsked) return { end: 'stopped' };
      return round.begunAt === undefined ? 'wait' : { end: 'interrupted' };
    default:
      return 'wait';
  }
}

/** The record of a round with what its script reports. `now` stands for a time that the agent wrote otherwise. Pure. */
export function withReport<R extends RoundProgress>(round: R, report: AttemptReport, now: number): R {
  switch (report.kind) {
    case 'begun':
      return { ...round, begunAt: round.begunAt ?? report.at ?? now };
    case 'code':
      return { ...round, exitCode: report.exitCode };
    case 'check':
      return { ...round, checkExitCode: report.exitCode };
    case 'ended':
      return { ...round, end: { kind: 'ended', at: report.at ?? now } };
    case 'lost':
      return { ...round, end: { kind: round.stopAsked ? 'stopped' : 'interrupted', at: now } };
    case 'refused':
      return { ...round, end: { kind: 'not-begun', at: now, message: report.message } };
    default:
      return assertNever(report);
  }
}

/** The attempt as a person sees it. Pure. */
export function shownAttempt(attempt: AttemptRecord, hasCheck: boolean, at: AttemptAgent): Attempt {
  const { id, number, type, output, agentId, agentName } = attempt;
  const rounds = roundsOf(attempt).map((_, index) => shownRound(attempt, index, hasCheck, at));
  const { state, reason, begunAt, endedAt, checkExitCode } = rounds[rounds.length - 1] as Round;
  return {
    id,
    number,
    type,
    output,
    agentId,
    agentName,
    state,
    ...(reason === undefined ? {} : { reason }),
    ...reservationOf(attempt, at),
    ...(begunAt === undefined ? {} : { begunAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(checkExitCode === undefined ? {} : { checkExitCode }),
    rounds,
    keepsSession: attempt.followUpCommand.length > 0,
  };
}

/** Its agent is not on the engine before all that comes before its container, a copy of the project for one, is done. */
function reservationOf(
  { waiting, memoryBytes, tags }: AttemptRecord,
  { agent, isBusy }: AttemptAgent,
): Pick<Attempt, 'waiting'> {
  const isToCome = waiting !== undefined || (agent === undefined && isBusy);
  return isToCome ? { waiting: { memoryBytes, tags } } : {};
}
/** The round at this index as a person sees it. Pure. */
function shownRound(attempt: AttemptRecord, index: number, hasCheck: boolean, at: AttemptAgent): Round {
  const followUp = attempt.rounds[index - 1];
  const round = followUp ?? attempt;
  const { begunAt, checkExitCode, end } = round;
  const [program = ''] = followUp?.command ?? attempt.promptCommand;
  return {
    number: index + 1,
    message: listedMessage(followUp),
    fixesCheck: followUp?.fixesCheck ?? false,
    ...(begunAt === undefined ? {} : { begunAt }),
    ...(end === undefined ? {} : { endedAt: end.at, ending: end.kind }),
    ...(checkExitCode === undefined ? {} : { checkExitCode }),
    ...(followUp?.snapshotId === undefined ? {} : { snapshotId: followUp.snapshotId }),
    ...(end === undefined
      ? openState(round, { hasCheck, isFirst: index === 0, isWaiting: attempt.waiting !== undefined }, at)
      : endState(round, end, { hasCheck, program })),
  };
}

/** Every change of any attempt lists all tasks, so that long messages are not part of it. */
function listedMessage(round: RoundRecord | undefined): string {
  const message = round?.message ?? '';
  if (message.length <= LISTED_MESSAGE_MAX) return message;
  return `${message.slice(0, LISTED_MESSAGE_MAX).replace(HALF_CHARACTER, '')}…`;
}

/** A cut may leave the first half of a character. */
const HALF_CHARACTER = /[\ud800-\udbff]$/;

interface Shown {
  state: AttemptState;
  reason?: string;
}

function openState(
  { begunAt, exitCode }: RoundProgress,
  { hasCheck, isFirst, isWaiting }: { hasCheck: boolean; isFirst: boolean; isWaiting: boolean },
  at: AttemptAgent,
): Shown {
  if (isWaiting) return { state: 'queued', reason: at.waitReason ?? 'Waits for its turn.' };
  const { agent, isBusy, isKnown } = at;
  if (isKnown && !agent && !isBusy) return { state: 'failed', reason: 'Its agent is not on this engine.' };
  if (begunAt === undefined) {
    const isDown = !isBusy && (agent?.status === 'stopped' || agent?.status === 'failed');
    const wait = isFirst ? 'Its agent is being created.' : 'It begins in a moment.';
    return { state: 'queued', reason: isDown ? 'Its agent does not run.' : wait };
  }
  const state = exitCode === 0 && hasCheck ? 'checking' : 'working';
  return agent?.status === 'paused' ? { state, reason: 'Its agent is paused.' } : { state };
}

function endState(
  { exitCode, checkExitCode }: RoundProgress,
  end: NonNullable<RoundProgress['end']>,
  { hasCheck, program }: { hasCheck: boolean; program: string },
): Shown {
  const failed = (reason: string): Shown => ({ state: 'failed', reason });
  switch (end.kind) {
    case 'not-begun':
      return failed(end.message);
    case 'stopped':
      return failed('You stopped it.');
    case 'interrupted':
      return failed('It was interrupted: its agent stopped, or its program was killed.');
    case 'ended':
      if (exitCode === undefined) return failed('Its program ended, and its exit code cannot be read.');
      if (exitCode !== 0) return failed(programProblem(exitCode, program));
      if (!hasCheck || checkExitCode === 0) return { state: 'done' };
      return failed(
        checkExitCode === undefined
          ? 'The check ended, and its exit code cannot be read.'
          : `The check failed with exit code ${checkExitCode}.`,
      );
    default:
      return assertNever(end);
  }
}

/** A shell's own codes: 127 when there is no such program, 126 when it cannot be run. */
function programProblem(exitCode: number, program: string): string {
  if (exitCode === 127) return `“${program}” was not found in the agent (exit code 127).`;
  if (exitCode === 126) return `“${program}” cannot be run in the agent (exit code 126).`;
  return `Its program ended with exit code ${exitCode}.`;
}
