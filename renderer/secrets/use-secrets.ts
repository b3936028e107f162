import { useEffect, useState } from 'react';
import type { SecretList } from '../../electron/contract/secrets.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callShell, onShellEvent } from '../ipc/shell.ts';

/** The secrets, without values; undefined until they are known. Follows every change. */
export function useSecrets(): SecretList | undefined {
  const [list, setList] = useState<SecretList>();
  useEffect(() => {
    let shown = true;
    const load = () =>
      void callShell('secrets.list', {}).then(
        (secrets) => shown && setList(secrets),
        (thrown: unknown) => showFailure('The secrets could not be listed', thrown),
      );
    load();
    const off = onShellEvent('secrets.changed', load);
    return () => {
      shown = false;
      off();
    };
  }, []);
  return list;
}
