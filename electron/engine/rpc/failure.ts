import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { type AppError, AppFailure } from '../../contract/error.ts';
import type { Logger } from '../../lib/logger.ts';

/**
 * Converts an error for a window. Expected failures pass unchanged; any other error is a bug and gets an id that the
 * log has too.
 */
export function toAppError(error: unknown, name: string, signal: AbortSignal, logger: Logger): AppError {
  if (error instanceof AppFailure) return error.error;
  if (signal.aborted) return { type: 'cancelled', message: 'Cancelled.', actions: [] };
  const id = randomUUID().slice(0, 8);
  logger.error('internal error', { id, name, error });
  return {
    type: 'internal',
    message: `Something went wrong inside Bulkhead (error ${id}).`,
    actions: [],
    raw: error instanceof Error ? error.message : String(error),
  };
}

export function unknownName(name: string): AppFailure {
  return new AppFailure({ type: 'invalid-input', message: `There is no "${name}".` });
}

/** Parses a window's input. Throws `invalid-input` with the wrong field. */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  // Windows name a spec's fields by their path inside the spec, as the checks behind the schema do.
  const field = issue?.path.join('.').replace(/^spec\./, '');
  const message = issue?.message ?? 'Invalid input.';
  throw new AppFailure(
    field ? { type: 'invalid-input', message, field } : { type: 'invalid-input', message },
  );
}
