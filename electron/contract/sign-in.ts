import { z } from 'zod';
import { hostPatternSchema } from './egress-rule.ts';

/** How a person signs in to a provider: with the login of a program, in a sandbox of its own. */
export const signInPlanSchema = z.strictObject({
  /** The id of the agent type whose image has the program. */
  type: z.string().max(40),
  command: z.array(z.string().min(1).max(8_000)).min(1).max(40),
  /** The only hosts that the sandbox reaches. */
  hosts: z.array(hostPatternSchema).min(1).max(30),
  /** The hosts of the page on which the person signs in. A page of another host is not opened. */
  pages: z.array(hostPatternSchema).min(1).max(10),
  environment: z.record(z.string(), z.string().max(500)).default({}),
  /** What is typed when the program asks something: the first text that its output holds, once each. */
  answers: z
    .array(z.strictObject({ prompt: z.string().min(3), text: z.string() }))
    .max(5)
    .default([]),
});
export type SignInPlan = z.output<typeof signInPlanSchema>;

/** What a sign-in tells the window. It never holds a token. */
export const signInItemSchema = z.discriminatedUnion('kind', [
  /** What is being done, for a person. */
  z.object({ kind: z.literal('step'), text: z.string() }),
  /** The sandbox that is made: its name, the label of its agent type, and the only hosts that it reaches. */
  z.object({
    kind: z.literal('sandbox'),
    name: z.string(),
    program: z.string(),
    hosts: z.array(z.string()),
  }),
  /** The page to open. `returns`: it leads back by itself; else the person brings a code from it. */
  z.object({
    kind: z.literal('page'),
    url: z.string(),
    returns: z.boolean(),
    problem: z.string().optional(),
  }),
  /** A code to type on that page. */
  z.object({ kind: z.literal('code'), code: z.string() }),
]);
export type SignInItem = z.infer<typeof signInItemSchema>;

/** A code that the page showed, or the address to which it led. */
export const signInInputSchema = z.object({
  code: z
    .string()
    .min(1)
    .max(4_096)
    .regex(/^[\x21-\x7e]+$/),
});
