import { z } from 'zod';
import { endpointSchema } from './engine.ts';

/** What the engine host needs to know of the machine; given by main, or by a test. */
export const hostConfigSchema = z.object({
  /** The endpoint that the person chose earlier, if any. */
  endpoint: endpointSchema.nullable(),
  /** Folder with `images/` and `seccomp/`. */
  assetsPath: z.string(),
  /** The bundled gateway program. */
  gatewayPath: z.string(),
  /** Where the app may keep files of its own (audit). */
  dataPath: z.string(),
  version: z.string(),
});
export type HostConfig = z.infer<typeof hostConfigSchema>;

/** main → engine host, over the utility process's own channel. `connect` carries a port. */
export const toHostSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), config: hostConfigSchema }),
  z.object({ type: z.literal('connect') }),
  z.object({ type: z.literal('stop') }),
]);
export type ToHost = z.infer<typeof toHostSchema>;

/** engine host → main. */
export const fromHostSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('remember-endpoint'), endpoint: endpointSchema.nullable() }),
  z.object({ type: z.literal('log'), line: z.string() }),
  z.object({ type: z.literal('stopped') }),
]);
export type FromHost = z.infer<typeof fromHostSchema>;
