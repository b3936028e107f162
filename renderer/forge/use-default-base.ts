import { useEffect, useState } from 'react';
import type { AppError } from '../../electron/contract/error.ts';
import type { ForgeKind } from '../../electron/contract/forge-host.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { toAppError } from '../ipc/to-app-error.ts';

/** The server's default branch, once it can be asked: without a kind it is not. Another `round` asks again. */
export function useDefaultBase(options: { agentId: string; kind: ForgeKind | undefined; round: number }): {
  base?: string;
  error?: AppError;
} {
  const { agentId, kind, round } = options;
  const [answer, setAnswer] = useState<{ base?: string; error?: AppError }>({});
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round asks again
  useEffect(() => {
    if (!kind) return;
    const controller = new AbortController();
    callEngine('forge.base', { agentId, kind }, controller.signal).then(
      ({ base }) => controller.signal.aborted || setAnswer({ base }),
      (thrown: unknown) => controller.signal.aborted || setAnswer({ error: toAppError(thrown) }),
    );
    return () => controller.abort();
  }, [agentId, kind, round]);
  return answer;
}
