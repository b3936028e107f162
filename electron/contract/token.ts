import { z } from 'zod';

/**
 * What a token may do: `read` looks, `run` also works inside agents and starts and stops them, `manage` also creates,
 * changes and removes them. Each includes the previous one.
 */
export const scopeSchema = z.enum(['read', 'run', 'manage']);
export type Scope = z.infer<typeof scopeSchema>;

export const tokenNameSchema = z
  .string()
  .trim()
  .min(1, 'Name the token.')
  .max(60, 'Use at most 60 characters.')
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'Use visible characters.');

/** A token by which a program calls the HTTP API. Its value is shown once and stored nowhere. */
export const tokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  scope: scopeSchema,
  /** Host folders below which the token may name folders. */
  roots: z.array(z.string()),
  /** Epoch ms. */
  createdAt: z.number(),
  /** Epoch ms; null: it does not expire. */
  expiresAt: z.number().nullable(),
  lastUsedAt: z.number().nullable(),
});
export type Token = z.infer<typeof tokenSchema>;

export const tokenRequestSchema = z.object({
  name: tokenNameSchema,
  scope: scopeSchema,
  roots: z.array(z.string().max(4_000)).max(20),
  /** null: until it is revoked. */
  lifetimeMs: z.number().int().min(1).nullable(),
});
export type TokenRequest = z.infer<typeof tokenRequestSchema>;
