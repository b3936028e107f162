import { useMemo } from 'react';
import { useSecrets } from '../secrets/use-secrets.ts';
import { useStore } from '../store/store.ts';
import type { FileSurroundings } from './file-form.ts';

/** What there is on this machine for an agent's file to refer to. */
export function useFileSurroundings(folder?: string): FileSurroundings {
  const types = useStore((state) => state.agentTypes);
  const engine = useStore((state) => state.engine);
  const list = useSecrets();
  return useMemo(
    () => ({
      types,
      secrets: list?.secrets ?? [],
      facts: engine.status === 'connected' ? engine.facts : undefined,
      folder,
    }),
    [types, list, engine, folder],
  );
}
