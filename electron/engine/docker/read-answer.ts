import type { z } from 'zod';

/** An answer as its schema reads it, `null` being as if the field was not there. Throws a ZodError on any other. */
export function readAnswer<T>(schema: z.ZodType<T>, answer: unknown): T {
  return schema.parse(withoutNulls(answer));
}

function withoutNulls(value: unknown): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNulls);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null)
      .map(([name, field]) => [name, withoutNulls(field)]),
  );
}
