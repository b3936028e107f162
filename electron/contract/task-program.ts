import { z } from 'zod';

/** How a program prints what it does: as a stream of events of its own, or as text. */
export const taskOutputSchema = z.enum(['claude-code', 'codex', 'gemini-cli', 'opencode', 'text']);
export type TaskOutput = z.infer<typeof taskOutputSchema>;

/** How a type works on a task. `{prompt}` stands in one word of each command. */
export const taskProgramSchema = z.object({
  /** Empty: the type does not work on tasks. */
  command: z.array(z.string()),
  /** Goes on with the session that `command` began; empty: a follow-up begins a new one. */
  followUp: z.array(z.string()),
  output: taskOutputSchema,
});
export type TaskProgram = z.infer<typeof taskProgramSchema>;

export const NO_TASK_PROGRAM: TaskProgram = { command: [], followUp: [], output: 'text' };
