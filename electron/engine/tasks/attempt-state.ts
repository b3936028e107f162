import type { Agent } from '../../contract/agent.ts';
import type { Attempt, AttemptState } from '../../contract/task.ts';
import { assertNever } from '../../lib/assert-never.ts';
import type { AttemptReport } from './attempt-report.ts';
import type { AttemptRecord } from './task-record.ts';

/** What is known of the agent of an attempt now. */
export interface AttemptAgent {
  /** Undefined: there is none on the engine, or the engine was not read yet. */
  agent: Agent | undefined;
  /** Whether an operation works on it. */
  isBusy: boolean;
  /** Whether the agents of the engine are known. */
  isKnown: boolean;
}

/** What is to do for an attempt that is not over. `attend` begins it unless it has begun, and follows it. Pure. */
export function nextStep(
  attempt: AttemptRecord,
  { agent, isBusy }: AttemptAgent,
  isAttended: boolean,
): 'attend' | 'wait' | { end: 'interrupted' | 'stopped' } {
  if (isAttended || isBusy) return 'wait';
  if (attempt.stopAsked && attempt.begunAt === undefined) return { end: 'stopped' };
  switch (agent?.status) {
    case 'running':
      return 'attend';
    case 'stopped':
    case 'failed':
      if (attempt.stopAsked) return { end: 'stopped' };
      return attempt.begunAt === undefined ? 'wait' : { end: 'interrupted' };
    default:
      return 'wait';
  }
}

/** The record with what its script reports. `now` stands for a time that the agent wrote otherwise. Pure. */
export function withReport(attempt: AttemptRecord, report: AttemptReport, now: number): AttemptRecord {
  switch (report.kind) {
    case 'begun':
      return { ...attempt, begunAt: attempt.begunAt ?? report.at ?? now };
    case 'code':
      return { ...attempt, exitCode: report.exitCode };
    case 'check':
      return { ...attempt, checkExitCode: report.exitCode };
    case 'ended':
      return { ...attempt, end: { kind: 'ended', at: report.at ?? now } };
    case 'lost':
      return { ...attempt, end: { kind: attempt.stopAsked ? 'stopped' : 'interrupted', at: now } };
    case 'refused':
      return { ...attempt, end: { kind: 'not-begun', at: now, message: report.message } };
    default:
      return assertNever(report);
  }
}

/** The attempt as a person sees it. Pure. */
export function shownAttempt(attempt: AttemptRecord, hasCheck: boolean, at: AttemptAgent): Attempt {
  const { id, number, type, output, agentId, agentName, begunAt, checkExitCode, end } = attempt;
  return {
    id,
    number,
    type,
    output,
    agentId,
    agentName,
    ...(begunAt === undefined ? {} : { begunAt }),
    ...(end === undefined ? {} : { endedAt: end.at }),
    ...(checkExitCode === undefined ? {} : { checkExitCode }),
    ...(end === undefined ? openState(attempt, hasCheck, at) : endState(attempt, end, hasCheck)),
  };
}

interface Shown {
  state: AttemptState;
  reason?: string;
}

function openState({ begunAt, exitCode }: AttemptRecord, hasCheck: boolean, at: AttemptAgent): Shown {
  const { agent, isBusy, isKnown } = at;
  if (isKnown && !agent && !isBusy) return { state: 'failed', reason: 'Its agent is not on this engine.' };
  if (begunAt === undefined) {
    const isDown = !isBusy && (agent?.status === 'stopped' || agent?.status === 'failed');
    return { state: 'queued', reason: isDown ? 'Its agent does not run.' : 'Its agent is being created.' };
  }
  const state = exitCode === 0 && hasCheck ? 'checking' : 'working';
  return agent?.status === 'paused' ? { state, reason: 'Its agent is paused.' } : { state };
}

function endState(attempt: AttemptRecord, end: NonNullable<AttemptRecord['end']>, hasCheck: boolean): Shown {
  const failed = (reason: string): Shown => ({ state: 'failed', reason });
  const { exitCode, checkExitCode } = attempt;
  switch (end.kind) {
    case 'not-begun':
      return failed(end.message);
    case 'stopped':
      return failed('You stopped it.');
    case 'interrupted':
      return failed('It was interrupted: its agent stopped, or its program was killed.');
    case 'ended':
      if (exitCode === undefined) return failed('Its program ended, and its exit code cannot be read.');
      if (exitCode !== 0) return failed(programProblem(exitCode, attempt));
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
function programProblem(exitCode: number, { promptCommand: [program = ''] }: AttemptRecord): string {
  if (exitCode === 127) return `“${program}” was not found in the agent (exit code 127).`;
  if (exitCode === 126) return `“${program}” cannot be run in the agent (exit code 126).`;
  return `Its program ended with exit code ${exitCode}.`;
}
