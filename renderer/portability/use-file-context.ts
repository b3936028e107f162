import { useMemo } from 'react';
import { useSecrets } from '../secrets/use-secrets.ts';
import { selectAgentTypes } from '../store/slices/agent-types-slice.ts';
import { selectEngineFacts } from '../store/slices/engine-slice.ts';
import { useStore } from '../store/store.ts';
import type { FileContext } from './file-form.ts';

/** The objects on this machine to which an agent's file can refer. */
export function useFileContext(folder?: string): FileContext {
  const types = useStore(selectAgentTypes);
  const facts = useStore(selectEngineFacts);
  const list = useSecrets();
  return useMemo(
    () => ({
      types,
      secrets: list?.secrets ?? [],
      facts,
      folder,
    }),
    [types, list, facts, folder],
  );
}
