import { z } from 'zod';
import { agentId, nothing } from './inputs.ts';

export const portabilityCalls = {
  /** The agent as a Compose file, without secrets and values of its environment; and what the file cannot carry. */
  'agent.compose': {
    input: agentId,
    output: z.object({ text: z.string(), notes: z.array(z.string()) }),
  },
  /** Writes the sample project into a new folder below the data folder, and returns where it is. */
  'project.sample': { input: nothing, output: z.object({ path: z.string() }) },
  /** The `bulkhead.yaml` of a folder on this machine, if it has one. */
  'project.read': {
    input: z.object({ path: z.string().min(1) }),
    output: z.object({ text: z.string(), fingerprint: z.string() }).nullable(),
  },
} as const;
