import { useState } from 'react';
import type { SecretReference } from '../../electron/contract/agent-spec.ts';
import type { AgentCredentialsState } from '../../electron/contract/credentials.ts';
import type { AppError } from '../../electron/contract/error.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { toAppError } from '../ipc/to-app-error.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { useAgent } from '../store/use-agent.ts';

/** A file is written a moment after a start, and no event reports it. */
const REFRESH_MS = 2_000;

/** The credentials of an agent, with the person's changes that are not applied yet. */
export function useCredentials(agentId: string) {
  const agent = useAgent(agentId);
  const credentialsCall = useEngineCall('agent.credentials', { agentId }, agent, REFRESH_MS);
  const [staged, setStaged] = useState<SecretReference[]>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AppError>();
  const [answer, setAnswer] = useState<AgentCredentialsState>();

  const apply = () => {
    if (!staged) return;
    setBusy(true);
    setFailure(undefined);
    callEngine('agent.set-credentials', { agentId, secrets: staged })
      .then(
        (state) => {
          setAnswer(state);
          setStaged(undefined);
          credentialsCall.reload();
        },
        (thrown: unknown) => setFailure(toAppError(thrown)),
      )
      .finally(() => setBusy(false));
  };
  return {
    /** The credentials in force; undefined until they are known. */
    state: credentialsCall.data ?? answer,
    error: credentialsCall.error,
    staged,
    stage: (chosen: SecretReference[]) => {
      setFailure(undefined);
      setStaged(chosen);
    },
    discard: () => {
      setFailure(undefined);
      setStaged(undefined);
    },
    apply,
    busy,
    failure,
    reload: credentialsCall.reload,
  };
}
