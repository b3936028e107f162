import { useRef, useState } from 'react';
import type { AppError } from '../../electron/contract/error.ts';
import type { ProbeResult, VerificationReport } from '../../electron/contract/isolation.ts';
import { toAppError } from '../errors/to-app-error.ts';
import type { StreamHandle } from '../ipc/client.ts';
import { openStream } from '../ipc/engine-host.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';

export interface Verification {
  /** The report shown: the one under way, else the newest. */
  report: VerificationReport | null;
  running: boolean;
  error: AppError | undefined;
  start(): void;
  cancel(): void;
}

/**
 * Verifies an agent's isolation on demand, and shows the newest report until then. It goes on when the tab is left:
 * the engine host keeps the report for the next visit.
 */
export function useVerification(agentId: string): Verification {
  const last = useEngineCall('isolation.last-report', { agentId });
  const [current, setCurrent] = useState<VerificationReport>();
  const [error, setError] = useState<AppError>();
  const [running, setRunning] = useState(false);
  const stream = useRef<StreamHandle<'isolation.verify'>>(undefined);

  const start = async () => {
    setError(undefined);
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
      // Half a report proves nothing: the newest whole one is shown again.
      setCurrent(undefined);
      if (failure.type !== 'cancelled') setError(failure);
    } finally {
      stream.current = undefined;
      setRunning(false);
    }
  };
  return {
    report: current ?? last.data ?? null,
    running,
    error,
    start: () => void start(),
    cancel: () => stream.current?.close(),
  };
}
