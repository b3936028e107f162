import { useEffect, useState } from 'react';
import type { StreamHandle } from '../../electron/client/rpc-client.ts';
import { AppFailure } from '../../electron/contract/error.ts';
import type { Sample, TimeRange } from '../../electron/contract/stats.ts';
import { backoffMs } from '../../electron/lib/backoff.ts';
import { callEngine, openStream } from '../ipc/engine-host.ts';
import { withSample } from './graph-data.ts';
import { useVisible } from './use-visible.ts';

export interface AgentSamples {
  /** Oldest first. undefined until the history has arrived. */
  samples: readonly Sample[] | undefined;
}

/** The readings of one agent over the last minutes, updated each second while the window is visible. */
export function useAgentSamples(agentId: string, minutes: TimeRange): AgentSamples {
  const visible = useVisible();
  const [samples, setSamples] = useState<readonly Sample[]>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!visible) return;
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const retry = (reason: unknown) => {
      if (controller.signal.aborted) return;
      if (!(reason instanceof AppFailure)) reportError(reason);
      timer ??= setTimeout(() => setAttempt((current) => current + 1), backoffMs(attempt + 1));
    };
    let stream: StreamHandle<'stats.watch'> | undefined;
    const load = async () => {
      const history = await callEngine('stats.history', { agentId, minutes }, controller.signal);
      if (controller.signal.aborted) return;
      setSamples(history);
      const onItem = (tick: Readonly<Record<string, Sample>>) => {
        const sample = tick[agentId];
        if (sample) setSamples((current) => withSample(current ?? [], sample, minutes * 60_000));
      };
      stream = openStream('stats.watch', { focused: [agentId], listed: [] }, { onItem });
      await stream.done;
    };
    load().catch(retry);
    return () => {
      controller.abort();
      clearTimeout(timer);
      stream?.close();
    };
  }, [agentId, minutes, visible, attempt]);
  return { samples };
}
