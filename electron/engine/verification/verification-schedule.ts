import type { Agent } from '../../contract/agent.ts';
import { AppFailure } from '../../contract/error.ts';
import type { VerificationState } from '../../contract/isolation.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { LivePreferences } from '../preferences/live-preferences.ts';
import type { Verifications } from './verifications.ts';

const HOUR_MS = 3_600_000;
/** Interval of the checks for due agents; a verification starts at most this much late. */
const LOOK_EVERY_MS = 60_000;

export interface ScheduleOptions {
  verifications: Pick<Verifications, 'list' | 'run'>;
  directory: Pick<AgentDirectory, 'list'>;
  preferences: Pick<LivePreferences, 'current'>;
  clock: Clock;
  logger: Logger;
}

/** The newest of these times; those yet to come are of a clock that was set back, and say nothing. */
const newestUntil = (now: number, times: readonly number[]) =>
  Math.max(0, ...times.filter((time) => time <= now));

/** Selects the running agent whose verification is most overdue, if any. Pure. */
function dueAgent(
  agents: readonly Pick<Agent, 'id' | 'status'>[],
  states: Readonly<Record<string, VerificationState>>,
  triedAt: ReadonlyMap<string, number>,
  everyHours: number,
  now: number,
): string | undefined {
  if (everyHours === 0) return undefined;
  const waiting = agents
    .filter(({ id, status }) => status === 'running' && states[id]?.running !== true)
    .map(({ id }) => ({
      id,
      last: newestUntil(now, [states[id]?.newest?.startedAt ?? 0, triedAt.get(id) ?? 0]),
    }))
    .filter(({ last }) => last === 0 || now - last >= everyHours * HOUR_MS)
    .sort((a, b) => a.last - b.last);
  return waiting[0]?.id;
}

/** Verifies running agents at the chosen interval of hours, one after the other. Returns a function that stops it. */
export function scheduleVerifications(options: ScheduleOptions): () => Promise<void> {
  const { verifications, directory, preferences, clock, logger } = options;
  const scope = new Scope();
  /** Includes failed runs, so that these agents wait for their next turn like the others. */
  const triedAt = new Map<string, number>();
  let cancel: () => void = () => undefined;
  scope.add(() => cancel());

  const check = async () => {
    for (;;) {
      const { everyHours } = preferences.current.verification;
      const states = await verifications.list();
      const agentId = dueAgent(directory.list().agents, states, triedAt, everyHours, clock.now());
      if (agentId === undefined || scope.disposed) return;
      triedAt.set(agentId, clock.now());
      try {
        await verifications.run(agentId, 'schedule', () => undefined, scope.signal);
      } catch (error) {
        if (!(error instanceof AppFailure)) throw error;
        logger.warn('a scheduled verification came to nothing', { agentId, error });
      }
    }
  };
  const wait = () => {
    cancel = clock.after(LOOK_EVERY_MS, () => {
      check()
        .catch((error: unknown) => logger.error('verifying on schedule failed', { error }))
        .finally(() => {
          if (!scope.disposed) wait();
        });
    });
  };
  wait();
  return () => scope.dispose();
}
