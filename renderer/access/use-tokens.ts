import { useCallback, useEffect, useState } from 'react';
import type { AppError } from '../../electron/contract/error.ts';
import type { Token } from '../../electron/contract/token.ts';
import { callShell } from '../ipc/shell.ts';
import { toAppError } from '../ipc/to-app-error.ts';

/** The command line may create and revoke tokens too, and the file system sends no event that is reliable everywhere. */
const REFRESH_MS = 2_000;

export interface ListedTokens {
  /** Undefined until they are known. */
  tokens: readonly Token[] | undefined;
  error: AppError | undefined;
  reload(): void;
}

/** The tokens of programs, without their values. */
export function useTokens(): ListedTokens {
  const [state, setState] = useState<{ tokens?: readonly Token[]; error?: AppError }>({});
  const reload = useCallback(() => {
    callShell('tokens.list', {}).then(
      ({ tokens }) => setState({ tokens }),
      (thrown: unknown) => setState((current) => ({ ...current, error: toAppError(thrown) })),
    );
  }, []);
  useEffect(() => {
    reload();
    const timer = setInterval(() => {
      if (!document.hidden) reload();
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [reload]);
  return { tokens: state.tokens, error: state.error, reload };
}
