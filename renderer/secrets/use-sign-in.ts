import { useEffect, useRef, useState } from 'react';
import type { StreamHandle } from '../../electron/client/rpc-client.ts';
import type { AppError } from '../../electron/contract/error.ts';
import type { SecretUse } from '../../electron/contract/secrets.ts';
import type { SignInItem } from '../../electron/contract/sign-in.ts';
import { openStream } from '../ipc/engine-host.ts';
import { callShell } from '../ipc/shell.ts';
import { toAppError } from '../ipc/to-app-error.ts';

type Page = Extract<SignInItem, { kind: 'page' }>;
type Sandbox = Extract<SignInItem, { kind: 'sandbox' }>;

export interface SignIn {
  /** What is being done now, in words; empty while the page is awaited. */
  step: string;
  /** What runs, once it is being made. */
  sandbox: Sandbox | undefined;
  /** The page on which the person signs in, once the program names it. */
  page: Page | undefined;
  /** A code to type on the page. */
  deviceCode: string | undefined;
  /** Why the sign-in ended without an account. */
  error: AppError | undefined;
  openPage(): void;
  /** Hands the program a code from the page. */
  sendCode(code: string): void;
  retry(): void;
}

/** Signs in while the dialog is open; closing it ends the sign-in and removes its sandbox. */
export function useSignIn(name: string, use: SecretUse, onDone: () => void): SignIn {
  const [attempt, setAttempt] = useState(0);
  const [step, setStep] = useState('');
  const [sandbox, setSandbox] = useState<Sandbox>();
  const [page, setPage] = useState<Page>();
  const [deviceCode, setDeviceCode] = useState<string>();
  const [error, setError] = useState<AppError>();
  const stream = useRef<StreamHandle<'account.sign-in'>>(undefined);

  const open = (url: string) =>
    callShell('link.open', { url }).catch((thrown: unknown) => setError(toAppError(thrown)));

  // biome-ignore lint/correctness/useExhaustiveDependencies: an attempt keeps what it began with
  useEffect(() => {
    let shown = true;
    setError(undefined);
    setSandbox(undefined);
    setPage(undefined);
    setDeviceCode(undefined);
    setStep('Starting');
    const onItem = (item: SignInItem) => {
      if (!shown) return;
      if (item.kind === 'step') setStep(item.text);
      else if (item.kind === 'sandbox') setSandbox(item);
      else if (item.kind === 'code') setDeviceCode(item.code);
      else {
        setPage(item);
        setStep('');
        void open(item.url);
      }
    };
    const failed = (thrown: unknown) => {
      if (shown) setError(toAppError(thrown));
    };
    try {
      const opened = openStream('account.sign-in', { name, use }, { onItem });
      stream.current = opened;
      opened.done.then(() => shown && onDone(), failed);
    } catch (thrown) {
      failed(thrown);
    }
    return () => {
      shown = false;
      stream.current?.close();
      stream.current = undefined;
    };
  }, [attempt]);

  return {
    step,
    sandbox,
    page,
    deviceCode,
    error,
    openPage: () => page && void open(page.url),
    sendCode: (code) => stream.current?.send({ code }),
    retry: () => setAttempt(attempt + 1),
  };
}
