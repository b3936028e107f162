import { type Clock, delay } from '../../../lib/clock.ts';
import type { SaveTokens } from '../../files/save-tokens.ts';
import type { CallHandlers, StreamHandlers, StreamSink } from '../../rpc/handlers.ts';
import type { Audit } from './audit.ts';
import { exportAudit } from './audit-export.ts';

const BATCH_DECISIONS = 1_000;
/** The minimum interval between batches, because a person reads no faster. */
const BATCH_INTERVAL_MS = 100;

/** The network part of the contract. */
export function networkHandlers(
  audit: Audit,
  places: SaveTokens,
  clock: Clock,
): {
  calls: Pick<CallHandlers, 'network.totals' | 'network.export' | 'secrets.uses'>;
  streams: Pick<StreamHandlers, 'network.follow'>;
} {
  return {
    calls: {
      'secrets.uses': () => audit.secretUses(),
      'network.totals': async ({ agentId }) => (await audit.agent(agentId)).totals(),
      'network.export': async ({ agentId, place }, signal) => {
        const path = await places.take(place, signal);
        return await exportAudit({
          agentId,
          path,
          decisions: audit.history(agentId),
          now: clock.now(),
          signal,
        });
      },
    },
    streams: { 'network.follow': ({ agentId }, sink) => follow(audit, clock, agentId, sink) },
  };
}

/** Sends the history, then each new decision, until the window closes the stream. */
async function follow(
  audit: Audit,
  clock: Clock,
  agentId: string,
  sink: StreamSink<'network.follow'>,
): Promise<Record<string, never>> {
  const agent = await audit.agent(agentId);
  let position = 0;
  let missed = -1;
  let phase: 'history' | 'live' = 'history';
  while (!sink.signal.aborted) {
    if (sink.full) await sink.ready();
    const { decisions, leftOut, next } = agent.read(position, BATCH_DECISIONS);
    position = next;
    const changed = phase === 'history' && decisions.length < BATCH_DECISIONS;
    if (changed) phase = 'live';
    // The first live batch is sent even when empty, because it tells the window that the history is complete.
    if (changed || decisions.length > 0 || missed !== audit.missedCount) {
      missed = audit.missedCount;
      sink.push({ decisions, leftOut, missed, phase });
    }
    if (decisions.length < BATCH_DECISIONS) {
      await nextChange(
        audit,
        agentId,
        () => agent.next > position || missed !== audit.missedCount,
        sink.signal,
      );
      await delay(clock, BATCH_INTERVAL_MS, sink.signal).catch(() => undefined);
    }
  }
  return {};
}

function nextChange(
  audit: Audit,
  agentId: string,
  hasNext: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  if (hasNext() || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      stop();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const stop = audit.changed.on((changed) => {
      if (changed === agentId || changed === undefined) finish();
    });
    signal.addEventListener('abort', finish, { once: true });
  });
}
