import { useEffect, useState } from 'react';
import type { AppError } from '../../electron/contract/error.ts';
import type { CallInput, CallName, CallOutput } from '../../electron/contract/registry.ts';
import { callEngine } from './engine-host.ts';
import { toAppError } from './to-app-error.ts';

export interface EngineAnswer<T> {
  /** The newest answer; it stays until the next answer arrives. */
  data: T | undefined;
  error: AppError | undefined;
  reload(): void;
}

/**
 * Calls the engine host when the view mounts, and whenever the input or `version` changes (such as the container's id,
 * because data of the old container is stale). With `refreshMs` the call repeats at that interval while the window is
 * visible, for data that changes without an event.
 */
export function useEngineCall<N extends CallName>(
  name: N,
  input: CallInput<N>,
  version: unknown = '',
  refreshMs = 0,
): EngineAnswer<CallOutput<N>> {
  const [answer, setAnswer] = useState<{ data?: CallOutput<N>; error?: AppError }>({});
  const [round, setRound] = useState(0);
  const text = JSON.stringify(input);
  // biome-ignore lint/correctness/useExhaustiveDependencies: version and round ask again without being used
  useEffect(() => {
    const controller = new AbortController();
    callEngine(name, JSON.parse(text) as CallInput<N>, controller.signal).then(
      (data) => {
        if (!controller.signal.aborted) setAnswer({ data });
      },
      (thrown: unknown) => {
        if (!controller.signal.aborted) setAnswer((current) => ({ ...current, error: toAppError(thrown) }));
      },
    );
    return () => controller.abort();
  }, [name, text, version, round]);
  useEffect(() => {
    if (refreshMs === 0) return;
    const timer = setInterval(() => {
      if (!document.hidden) setRound((current) => current + 1);
    }, refreshMs);
    return () => clearInterval(timer);
  }, [refreshMs]);
  return { data: answer.data, error: answer.error, reload: () => setRound((current) => current + 1) };
}
