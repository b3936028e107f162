import { useCallback, useEffect, useState } from 'react';
import type { Applied } from '../../../electron/contract/apply.ts';
import { showFailure } from '../../errors/error-steps.ts';
import { callEngine } from '../../ipc/engine-host.ts';

/** What was applied of the agents and can be undone, the newest first. */
export function useApplies(agentIds: readonly string[]): { applies: readonly Applied[]; reload: () => void } {
  const [applies, setApplies] = useState<readonly Applied[]>([]);
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((current) => current + 1), []);
  const key = agentIds.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: round asks again; the key is all of the ids
  useEffect(() => {
    let isStale = false;
    const read = async () => {
      try {
        const lists = await Promise.all(
          agentIds.map((agentId) => callEngine('changes.applied', { agentId })),
        );
        if (!isStale) setApplies(undoable(lists.flat()));
      } catch (thrown) {
        if (!isStale) showFailure('What was applied cannot be listed', thrown, { retry: reload });
      }
    };
    void read();
    return () => {
      isStale = true;
    };
  }, [key, round]);
  return { applies, reload };
}

function undoable(applies: readonly Applied[]): Applied[] {
  return applies.filter(({ state }) => state !== 'undone').sort((a, b) => b.at - a.at);
}
