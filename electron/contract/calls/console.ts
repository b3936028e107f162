import { z } from 'zod';
import {
  consoleInputSchema,
  consoleOpenInputSchema,
  consoleResultSchema,
  execInboundSchema,
  execInputSchema,
  execOutputSchema,
} from '../console.ts';
import { nothing } from './inputs.ts';

export const consoleCalls = {
  /**
   * Programs that still run in the agent after their consoles ended with an earlier run of the app, which was killed.
   */
  'console.left-behind': {
    input: z.object({ agentId: z.string() }),
    output: z.object({ programs: z.array(z.object({ pid: z.number(), command: z.string() })) }),
  },
  'console.end-left-behind': { input: z.object({ agentId: z.string() }), output: nothing },
} as const;

export const consoleStreams = {
  'console.open': {
    input: consoleOpenInputSchema,
    item: z.instanceof(Uint8Array),
    inbound: consoleInputSchema,
    result: consoleResultSchema,
  },
  /**
   * Runs a program without a terminal. Closing the stream ends the program, as far as the image has a shell. Rejects
   * with `not-running`, or with `command-not-found`.
   */
  'exec.run': {
    input: execInputSchema,
    item: execOutputSchema,
    inbound: execInboundSchema,
    result: consoleResultSchema,
  },
} as const;
