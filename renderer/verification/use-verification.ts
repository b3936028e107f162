import { useRef, useState } from 'react';
import type { StreamHandle } from '../../electron/client/rpc-client.ts';
import type { AppError } from '../../electron/contract/error.ts';
import type { ProbeResult, VerificationReport } from '../../electron/contract/isolation.ts';
import { openStream } from '../ipc/engine-host.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { useStore } from '../store/store.ts';

export interface Verification {
  /** The report shown: the one in progress, else the one selected in the history, else the newest. */
  report: VerificationReport | null;
  running: boolean;
  /** A verification runs that this window did not start: after the creation, on schedule, or from another window. */
  runningElsewhere: boolean;
  /** When the newest verification began. */
  newest: number | undefined;
  /** Names of the probes that failed and have not passed since. */
  open: readonly string[];
  error: AppError | undefined;
  start(): void;
  cancel(): void;
  pick(report: VerificationReport): void;
}

/**
 * Verifies an agent's isolation on demand, and shows the newest report before. A verification continues after the person
 * leaves the tab: the engine host keeps the report.
 */
export function useVerification(agentId: string): Verification {
  const state = useStore((store) => store.verificationById[agentId]);
  const newest = state?.newest?.startedAt;
  const last = useEngineCall('isolation.last-report', { agentId }, newest);
  const [picked, setPicked] = useState<VerificationReport>();
  const [current, setCurrent] = useState<VerificationReport>();
  const [error, setError] = useState<AppError>();
  const [running, setRunning] = useState(false);
  const stream = useRef<StreamHandle<'isolation.verify'>>(undefined);

  const start = async () => {
    setError(undefined);
    setPicked(undefined);
    setRunning(true);
    const probes: ProbeResult[] = [];
    const show = () =>
      setCurrent({ agentId, startedAt: Date.now(), trigger: 'person', probes: [...probes], open: [] });
    show();
    try {
      stream.current = openStream(
        'isolation.verify',
        { agentId },
        {
          onItem: (probe) => {
            probes.push(probe);
            show();
          },
        },
      );
      setCurrent(await stream.current.done);
    } catch (thrown) {
      const failure = toAppError(thrown);
      // A partial report proves nothing, so the newest complete one is shown again.
      setCurrent(undefined);
      if (failure.type !== 'cancelled') setError(failure);
    } finally {
      stream.current = undefined;
      setRunning(false);
    }
  };
  // A scheduled verification may be newer than the one this window ran.
  const stale = !running && current && last.data && last.data.startedAt > current.startedAt;
  const own = stale ? undefined : current;
  return {
    report: picked ?? own ?? last.data ?? null,
    running,
    runningElsewhere: !running && state?.running === true,
    newest,
    open: state?.newest?.open ?? [],
    error,
    start: () => void start(),
    pick: setPicked,
    cancel: () => stream.current?.close(),
  };
}
