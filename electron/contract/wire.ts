import { z } from 'zod';
import { appErrorSchema } from './error-schema.ts';

/** Messages from the window to the engine host. Ids are chosen by the window and never reused. */
export const clientMessageSchema = z.discriminatedUnion('t', [
  z.object({ t: z.literal('call'), id: z.number(), name: z.string(), input: z.unknown() }),
  z.object({ t: z.literal('cancel'), id: z.number() }),
  z.object({ t: z.literal('open'), id: z.number(), name: z.string(), input: z.unknown() }),
  z.object({ t: z.literal('in'), id: z.number(), value: z.unknown() }),
  /** Gives back credit: `size` units (bytes of a Uint8Array, else 1 an item) have been handled. */
  z.object({ t: z.literal('ack'), id: z.number(), size: z.number() }),
  z.object({ t: z.literal('close'), id: z.number() }),
]);
export type ClientMessage = z.infer<typeof clientMessageSchema>;

/** Messages from the engine host to the window. Not parsed on arrival: the engine host is our own code. */
export const hostMessageSchema = z.discriminatedUnion('t', [
  z.object({ t: z.literal('ok'), id: z.number(), output: z.unknown() }),
  z.object({ t: z.literal('fail'), id: z.number(), error: appErrorSchema }),
  z.object({ t: z.literal('item'), id: z.number(), value: z.unknown() }),
  z.object({ t: z.literal('end'), id: z.number(), result: z.unknown() }),
  /** The stream has handled one more input; inputs are handled in the order in which they were sent. */
  z.object({ t: z.literal('taken'), id: z.number() }),
  z.object({ t: z.literal('event'), name: z.string(), payload: z.unknown() }),
]);
export type HostMessage = z.infer<typeof hostMessageSchema>;
