import { z } from 'zod';
import { agentSpecSchema } from './agent-spec.ts';

export const agentStatusSchema = z.enum([
  'creating',
  'running',
  'paused',
  'stopped',
  'failed',
  'unreachable',
]);
export type AgentStatus = z.infer<typeof agentStatusSchema>;

/**
 * Why the container ended; `oomKilled` is a field of its own because it is also true when only a child process ended.
 */
export const exitSchema = z.object({
  code: z.number(),
  oomKilled: z.boolean(),
  finishedAt: z.number().optional(),
  error: z.string().optional(),
  /** In words: "Out of memory: killed by the kernel", "Killed by SIGTERM", "Exit code 3"… */
  reason: z.string(),
});
export type Exit = z.infer<typeof exitSchema>;

export const agentSchema = z.object({
  /** The app's id (`dev.bulkhead.agent`); a recreated container keeps it. */
  id: z.string(),
  containerId: z.string(),
  name: z.string(),
  status: agentStatusSchema,
  /** null when the label does not parse: see `specProblem`. */
  spec: agentSpecSchema.nullable(),
  specProblem: z.string().optional(),
  image: z.string(),
  /** ms since the epoch */
  createdAt: z.number(),
  startedAt: z.number().optional(),
  exit: exitSchema.optional(),
  /** Problems of the current run: the kernel killed a program of the agent, or the agent reached its process limit. */
  troubles: z.array(z.enum(['out-of-memory', 'process-limit'])).optional(),
  /** The limits in force, from inspect: bytes, CPUs, processes; 0 means unlimited. */
  limits: z.object({ memoryBytes: z.number(), cpus: z.number(), pids: z.number() }),
  /** The runtime in force. */
  runtime: z.string(),
  restartCount: z.number(),
  /** Name of the workspace volume, if it has one. */
  workspaceVolume: z.string().optional(),
  /** The sandbox of a sign-in that runs now. It is none of the person’s agents, and ends with its sign-in. */
  forSignIn: z.literal(true).optional(),
});
export type Agent = z.infer<typeof agentSchema>;

/** The agents that a person made, for lists and counts. What looks after the engine uses all of them. */
export function ownAgents<A extends Pick<Agent, 'forSignIn'>>(agents: readonly A[]): A[] {
  return agents.filter(({ forSignIn }) => forSignIn !== true);
}
