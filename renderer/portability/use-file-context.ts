import { useMemo } from 'react';
import { useSecrets } from '../secrets/use-secrets.ts';
import { selectAgentTypes } from '../store/agent-types-slice.ts';
import { selectEngineFacts } from '../store/engine-slice.ts';
import { useStore } from '../store/store.ts';
import type { FileContext } from './file-form.ts';

/** What there is on this machine for an agent's file to refer to. */
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
