import { z } from 'zod';
import { secretSchema } from '../contract/secrets.ts';

/** One secret on disk: the value is encrypted, and stored only when it was typed; the rest is in clear text. */
const entrySchema = z.object({ record: secretSchema, encrypted: z.string().nullable().default(null) });

const authoritySchema = z.object({ certificatePem: z.string(), encryptedPrivateKey: z.string() });

export const secretsFileSchema = z.object({
  version: z.literal(1).default(1),
  secrets: z.array(entrySchema).default([]),
  /** The installation's certificate authority; null before it is needed, and when it cannot be stored. */
  authority: authoritySchema.nullable().default(null),
  /** The previous authority, used again when it seemed expired only because the clock had jumped ahead. */
  previousAuthority: authoritySchema.nullable().default(null),
});
export type SecretsFile = z.infer<typeof secretsFileSchema>;

/** Parses the file; a broken file yields an empty list and a `problem`. */
export function readSecretsFile(text: string): { file: SecretsFile; problem?: string } {
  const empty = secretsFileSchema.parse({});
  try {
    const parsed = secretsFileSchema.safeParse(JSON.parse(text));
    return parsed.success ? { file: parsed.data } : { file: empty, problem: z.prettifyError(parsed.error) };
  } catch (error) {
    return { file: empty, problem: error instanceof Error ? error.message : String(error) };
  }
}
