import { z } from 'zod';

const tokenSchema = z
  .string()
  .min(8)
  .max(16_384)
  .regex(/^[\x21-\x7e]+$/);

/** The tokens of an account and when the access token ends (epoch ms), as the keychain holds them. */
export const tokenSetSchema = z.object({
  access: tokenSchema,
  refresh: tokenSchema.optional(),
  id: tokenSchema.optional(),
  expiresAt: z.number().int().nonnegative().optional(),
});
export type TokenSet = z.infer<typeof tokenSetSchema>;
