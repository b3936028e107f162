import { z } from 'zod';
import { appErrorSchema } from './error-schema.ts';

export const stepStatusSchema = z.enum(['pending', 'running', 'done', 'failed', 'undone', 'skipped']);

/** Progress in bytes or in counted parts; `total` is absent while it is not known. */
export const progressSchema = z.object({
  unit: z.enum(['bytes', 'parts']),
  done: z.number(),
  total: z.number().optional(),
});

export const operationStepSchema = z.object({
  id: z.string(),
  /** For a person: "Pull the image", "Create the network"… */
  label: z.string(),
  status: stepStatusSchema,
  detail: z.string().optional(),
  progress: progressSchema.optional(),
  /** The last lines that a build printed. */
  output: z.array(z.string()).optional(),
  /** When it began, and when it was done, failed or was skipped, ms since the epoch. */
  startedAt: z.number().optional(),
  finishedAt: z.number().optional(),
});
export type OperationStep = z.infer<typeof operationStepSchema>;

/** Long work that outlives the dialog which started it: it is listed, watched and cancelled by its id. */
export const operationSchema = z.object({
  id: z.string(),
  kind: z.enum([
    'create',
    'sign-in',
    'recreate',
    'pull',
    'build',
    'prepare-image',
    'remove',
    'clean-up',
    'snapshot',
    'restore',
    'track',
    'apply',
    'undo-apply',
    'branch',
    'pull-request',
    'start-engine',
    'stop-engine',
    'remove-engine',
  ]),
  /** For a person: "Create agent quiet-otter". */
  title: z.string(),
  agentId: z.string().optional(),
  status: z.enum(['running', 'cancelling', 'done', 'failed', 'cancelled']),
  steps: z.array(operationStepSchema),
  error: appErrorSchema.optional(),
  startedAt: z.number(),
  finishedAt: z.number().optional(),
});
export type Operation = z.infer<typeof operationSchema>;
