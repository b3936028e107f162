import { z } from 'zod';
import { environmentVariableSchema } from './agent-spec.ts';

export const consoleOpenInputSchema = z.object({
  agentId: z.string(),
  columns: z.number().int().min(1).max(1000),
  rows: z.number().int().min(1).max(1000),
  /** Empty: bash where the image has it, else sh. */
  command: z.array(z.string()).default([]),
  /** Added to the console's own environment, which it overrides. */
  env: z.array(environmentVariableSchema).max(200).default([]),
});
/** Sent by the window into an open console. */
export const consoleInputSchema = z.union([
  z.object({ type: z.literal('data'), bytes: z.instanceof(Uint8Array) }),
  z.object({ type: z.literal('resize'), columns: z.number().int(), rows: z.number().int() }),
  /** Ends the console and leaves its program running. */
  z.object({ type: z.literal('detach') }),
]);
export const consoleResultSchema = z.object({
  /** null when the exec vanished with its container. */
  exitCode: z.number().nullable(),
});

/** Signals that a client may send to a program, without “SIG”. */
export const programSignalSchema = z.enum(['HUP', 'INT', 'QUIT', 'KILL', 'TERM', 'USR1', 'USR2']);
export type ProgramSignal = z.infer<typeof programSignalSchema>;

/** A program without a terminal, whose outputs stay apart. */
export const execInputSchema = z.object({
  agentId: z.string(),
  command: z.array(z.string()).min(1, 'Name a program.').max(1_000),
  env: z.array(environmentVariableSchema).max(200).default([]),
  /** An absolute path inside the agent; empty: the image's own. */
  directory: z.string().max(4_000).default(''),
  /** Whether input follows; without it the program reads an end of file at once. */
  stdin: z.boolean().default(false),
});
export const execOutputSchema = z.object({
  source: z.enum(['stdout', 'stderr']),
  bytes: z.instanceof(Uint8Array),
});
export const execInboundSchema = z.union([
  z.object({ type: z.literal('data'), bytes: z.instanceof(Uint8Array) }),
  z.object({ type: z.literal('end') }),
  /** Signals the program and its children, as far as the image has a shell. */
  z.object({ type: z.literal('signal'), name: programSignalSchema }),
]);
