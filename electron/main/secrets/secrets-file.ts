import { z } from 'zod';
import { secretSchema } from '../../contract/secrets.ts';

/** One secret on disk: all but the value in clear, the value encrypted and only when it was typed. */
const entrySchema = z.object({ record: secretSchema, encrypted: z.string().nullable().default(null) });

const authoritySchema = z.object({ certificatePem: z.string(), encryptedPrivateKey: z.string() });

export const secretsFileSchema = z.object({
  version: z.literal(1).default(1),
  secrets: z.array(entrySchema).default([]),
  /** The installation's certificate authority; null while none was needed, or none can be kept. */
  authority: authoritySchema.nullable().default(null),
  /** The one before: in force again when only a clock that jumped ahead had made it look expired. */
  previousAuthority: authoritySchema.nullable().default(null),
});
export type SecretsFile = z.infer<typeof secretsFileSchema>;

/** Parses the file; a broken one yields an empty list and says what is wrong with it. */
export function readSecretsFile(text: string): { file: SecretsFile; problem?: string } {
  const empty = secretsFileSchema.parse({});
  try {
    const parsed = secretsFileSchema.safeParse(JSON.parse(text));
    return parsed.success ? { file: parsed.data } : { file: empty, problem: z.prettifyError(parsed.error) };
  } catch (error) {
    return { file: empty, problem: error instanceof Error ? error.message : String(error) };
  }
}
