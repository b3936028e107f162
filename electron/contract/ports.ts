import { z } from 'zod';
import { wordsOf } from '../lib/words-of.ts';

export const portNumberSchema = z
  .number()
  .int('A port is a whole number.')
  .min(1, 'A port is a number from 1 to 65535.')
  .max(65_535, 'A port is a number from 1 to 65535.');

/** A TCP port of an agent that the app publishes on this machine's loopback. */
export const portMappingSchema = z.object({
  containerPort: portNumberSchema,
  /** The port on 127.0.0.1 and ::1; null takes the same number if it is free, or else any. */
  hostPort: portNumberSchema.nullable(),
  /** The person lifted the confinement: pages of the port may load from, and send to, other origins. */
  pagesMayLeave: z.boolean().optional(),
});
export type PortMapping = z.infer<typeof portMappingSchema>;

export const portMappingsSchema = z
  .array(portMappingSchema)
  .max(20, 'At most 20 ports.')
  .superRefine((ports, context) => {
    const twice = (values: (number | null)[]) =>
      values.find((value, index) => value !== null && values.indexOf(value) !== index);
    const inside = twice(ports.map(({ containerPort }) => containerPort));
    const outside = twice(ports.map(({ hostPort }) => hostPort));
    if (inside) context.addIssue({ code: 'custom', message: `Port ${inside} of the agent is there twice.` });
    if (outside)
      context.addIssue({ code: 'custom', message: `Port ${outside} of this machine is there twice.` });
  });

/** A port mapping with its present state. */
export const publishedPortSchema = portMappingSchema.extend({
  /** The port of this machine that listens; null while none does. */
  boundPort: portNumberSchema.nullable(),
  /** Its address in a browser; null while it does not listen. */
  url: z.string().nullable(),
  /** Why it does not listen, for a person ("Port 8080 of this machine is in use by node (process 4711)."). */
  problem: z.string().optional(),
  /** Connections that are open now. */
  open: z.number().int(),
  /** The outcome of the newest connection. */
  last: z.enum(['none', 'connected', 'not-listening', 'not-running', 'gateway-down']),
});
export type PublishedPort = z.infer<typeof publishedPortSchema>;

/** A TCP port that a program in the agent listens on. */
export const listeningPortSchema = z.object({
  port: portNumberSchema,
  /** It listens on the agent's own loopback alone, where only a program inside can connect. */
  loopbackOnly: z.boolean(),
});
export type ListeningPort = z.infer<typeof listeningPortSchema>;

/**
 * Reads "3000, 8080:80": a port of the agent, or a port of this machine and one of the agent, as `docker -p` has them.
 */
export function parsePortMappings(
  text: string,
): { ok: true; ports: PortMapping[] } | { ok: false; message: string } {
  const ports: PortMapping[] = [];
  for (const part of wordsOf(text)) {
    const match = /^(?:(\d{1,5}):)?(\d{1,5})$/.exec(part);
    const mapping = match && {
      containerPort: Number(match[2]),
      hostPort: match[1] === undefined ? null : Number(match[1]),
    };
    const parsed = portMappingSchema.safeParse(mapping);
    if (!parsed.success)
      return { ok: false, message: `"${part}" is no port: write 3000, or 8080:3000 for another one here.` };
    ports.push(parsed.data);
  }
  const parsed = portMappingsSchema.safeParse(ports);
  return parsed.success
    ? { ok: true, ports: parsed.data }
    : { ok: false, message: parsed.error.issues[0]?.message ?? 'These ports cannot be read.' };
}

/** The text of mappings, as `parsePortMappings` reads it. */
export function portMappingsText(ports: readonly PortMapping[]): string {
  return ports
    .map(({ containerPort, hostPort }) =>
      hostPort === null ? `${containerPort}` : `${hostPort}:${containerPort}`,
    )
    .join(', ');
}
