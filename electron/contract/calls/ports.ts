import { z } from 'zod';
import { listeningPortSchema, portMappingsSchema, publishedPortSchema } from '../ports.ts';
import { agentId } from './inputs.ts';

export const portsCalls = {
  /** Ports of the agent on this machine's loopback, as they are now. */
  'ports.list': { input: agentId, output: z.array(publishedPortSchema) },
  /** Publishes exactly these, at once. Throws `conflict` when one is in use; then nothing has changed. */
  'ports.set': {
    input: z.object({ agentId: z.string(), ports: portMappingsSchema }),
    output: z.array(publishedPortSchema),
  },
  /** The ports that listen inside the agent; null when unknown (not running, an image without `cat`). */
  'ports.listening': { input: agentId, output: z.array(listeningPortSchema).nullable() },
} as const;

export const portsEvents = {
  'ports.changed': z.object({ agentId: z.string(), ports: z.array(publishedPortSchema) }),
} as const;
