import { type AppError, AppFailure } from '../../electron/contract/error.ts';

/** Turns whatever was thrown into an error that can be shown. What is no `AppFailure` is a bug, and says so. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppFailure) return thrown.error;
  const raw = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return { type: 'internal', message: 'Something went wrong inside Bulkhead.', actions: [], raw };
}
