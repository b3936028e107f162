import type { z } from 'zod';

/** Throws when a value does not match the schema. The error names the value ("output of agent.list") and the path. */
export function checkOutput(schema: z.ZodType, value: unknown, what: string): void {
  const parsed = schema.safeParse(value);
  if (parsed.success) return;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'value'}: ${message}`);
  throw new Error(`The ${what} is not what the contract says: ${problems.join('; ')}`);
}
