import type { z } from 'zod';
import type { appErrorSchema, appErrorTypeSchema, errorActionSchema } from './error-schema.ts';

export type AppErrorType = z.infer<typeof appErrorTypeSchema>;
export type ErrorAction = z.infer<typeof errorActionSchema>;
export type AppError = z.infer<typeof appErrorSchema>;

/** Carries an `AppError` through code that throws; the RPC server turns it back into data. */
export class AppFailure extends Error {
  readonly error: AppError;

  constructor(error: Omit<AppError, 'actions'> & { actions?: ErrorAction[] }) {
    super(error.message);
    this.name = 'AppFailure';
    this.error = { actions: [], ...error };
  }
}
