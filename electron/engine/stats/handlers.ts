import { aborted } from '../../lib/aborted.ts';
import type { Clock } from '../../lib/clock.ts';
import type { CallHandlers, StreamHandlers, StreamSink } from '../rpc/handlers.ts';
import type { Want } from './demand.ts';
import type { StatsService } from './stats-service.ts';
import { Tick } from './tick.ts';

export interface StatsHandlers {
  calls: Pick<CallHandlers, 'stats.history'>;
  streams: Pick<StreamHandlers, 'stats.watch'>;
}

export function statsHandlers(stats: StatsService, clock: Clock): StatsHandlers {
  return {
    calls: { 'stats.history': ({ agentId, minutes }) => stats.history(agentId, minutes) },
    streams: { 'stats.watch': (want, sink) => watch(stats, clock, want, sink) },
  };
}

/** Ends when the window closes it. A window that lags gets only the newest samples. */
async function watch(
  stats: StatsService,
  clock: Clock,
  want: Want,
  sink: StreamSink<'stats.watch'>,
): Promise<Record<string, never>> {
  const tick = new Tick(want);
  let cancel: (() => void) | undefined;
  const send = async () => {
    await sink.ready();
    cancel = undefined;
    if (!sink.signal.aborted) sink.push(tick.take());
  };
  const stop = stats.watch(want, (agentId, sample) => {
    if (tick.add(agentId, sample)) cancel ??= clock.after(tick.gatherMs, () => void send());
  });
  await aborted(sink.signal);
  cancel?.();
  stop();
  return {};
}
