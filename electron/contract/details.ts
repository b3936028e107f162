import { z } from 'zod';

/** The settings in force of one container, for the Details tab. Environment values never leave the engine host. */
export const agentDetailsSchema = z.object({
  containerId: z.string(),
  containerName: z.string(),
  image: z.object({
    /** The image that the person chose; its age and size are below. */
    reference: z.string(),
    /** The image that the container runs when it differs: the base image built from `reference`, or a snapshot. */
    runs: z.string().optional(),
    id: z.string(),
    /** ms since the epoch */
    createdAt: z.number().optional(),
    sizeBytes: z.number().optional(),
  }),
  command: z.array(z.string()),
  user: z.string(),
  workingDirectory: z.string(),
  runtime: z.string(),
  init: z.boolean(),
  restartPolicy: z.string(),
  restartCount: z.number(),
  mounts: z.array(
    z.object({
      kind: z.string(),
      source: z.string(),
      target: z.string(),
      readOnly: z.boolean(),
      options: z.string(),
    }),
  ),
  ports: z.array(z.object({ container: z.string(), host: z.string() })),
  networks: z.array(
    z.object({
      name: z.string(),
      address: z.string(),
      internal: z.boolean().optional(),
      subnet: z.string().optional(),
    }),
  ),
  capabilities: z.object({
    dropped: z.array(z.string()),
    added: z.array(z.string()),
    effective: z.array(z.string()),
  }),
  securityOptions: z.array(z.string()),
  limits: z.array(z.object({ name: z.string(), value: z.string() })),
  environmentNames: z.array(z.string()),
  labels: z.array(z.object({ name: z.string(), value: z.string() })),
  logDriver: z.string(),
});
export type AgentDetails = z.infer<typeof agentDetailsSchema>;
