import { type AppError, AppFailure } from '../../electron/contract/error.ts';

/** Turns a thrown value into an error that can be shown. Any value but an `AppFailure` is reported as a bug. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppFailure) return thrown.error;
  const raw = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return { type: 'internal', message: 'Something went wrong inside Bulkhead.', actions: [], raw };
}
