import type { Clock } from './clock.ts';

/** A signal that bounds one piece of work. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Forgets the deadline, once the work is over. */
  release(): void;
}

/** A deadline that passes after `ms`, or as soon as `signal` aborts. */
export function deadlineWithin(ms: number, signal: AbortSignal, clock: Clock): Deadline {
  const controller = new AbortController();
  const pass = () => controller.abort();
  const cancel = clock.after(ms, pass);
  signal.addEventListener('abort', pass, { once: true });
  if (signal.aborted) pass();
  return {
    signal: controller.signal,
    release: () => {
      cancel();
      signal.removeEventListener('abort', pass);
    },
  };
}
