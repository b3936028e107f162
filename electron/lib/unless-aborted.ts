import type { Clock } from './clock.ts';

/** Settles as `work` does, or rejects with the signal's reason as soon as it aborts; `work` itself keeps running. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** Settles as `work` does, or resolves to undefined after `ms`; `work` itself keeps running. */
export async function within<T>(
  work: Promise<T>,
  clock: Clock,
  ms: number,
  signal: AbortSignal,
): Promise<T | undefined> {
  let cancel = () => {};
  const late = new Promise<undefined>((resolve) => {
    cancel = clock.after(ms, () => resolve(undefined));
  });
  try {
    return await unlessAborted(Promise.race([work, late]), signal);
  } finally {
    cancel();
  }
}
