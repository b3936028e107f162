import { z } from 'zod';
import { usedPricesSchema } from '../prices.ts';
import { promptSchema, taskRequestSchema, taskSchema, transcriptPartSchema } from '../task.ts';
import { nothing } from './inputs.ts';

const attempt = z.object({ taskId: z.string(), attemptId: z.string() });

const printed = attempt.extend({
  part: transcriptPartSchema,
  /** Absent: the newest. */
  round: z.number().int().min(1).optional(),
});

export const tasksCalls = {
  /** All tasks, the newest first, and the files of tasks that cannot be read. */
  'task.list': {
    input: nothing,
    output: z.object({
      tasks: z.array(taskSchema),
      unreadable: z.array(z.string()),
      prices: usedPricesSchema,
    }),
  },
  /**
   * Starts the creation of an agent for each attempt that has room beside those at work; the others wait in the queue, and
   * begin by themselves. Rejects as `agent.create` does when the first one cannot be
   * created, and then nothing was; a later one that cannot be created is a failed attempt.
   */
  'task.create': { input: taskRequestSchema, output: z.object({ taskId: z.string() }) },
  /** Ends the programs of an attempt. Its agent stays. */
  'task.stop': { input: attempt, output: nothing },
  /**
   * Begins the next round of an attempt that is over: its agent is started if it does not run, and gets the message. With
   * `fixCheck` the message is the output of the check that failed, and `message`, if there is one, stands before that.
   * `snapshot` saves the agent first. Resolves when the round will begin; rejects with nothing begun.
   */
  'task.followUp': {
    input: attempt
      .extend({
        message: z.string().default(''),
        fixCheck: z.boolean().default(false),
        snapshot: z.boolean().default(false),
      })
      .superRefine(({ message, fixCheck }, context) => {
        if (fixCheck && message === '') return;
        for (const { message: problem } of promptSchema.safeParse(message).error?.issues ?? [])
          context.addIssue({ code: 'custom', path: ['message'], message: problem });
      }),
    output: nothing,
  },
  /** Allows a task that is held at a limit as much again. Resolves when its agents run. */
  'task.goOn': { input: z.object({ taskId: z.string() }), output: nothing },
  /** Removes an attempt with its agent and workspace; without `attemptId` the whole task. Resolves when they are gone. */
  'task.discard': {
    input: z.object({ taskId: z.string(), attemptId: z.string().optional() }),
    output: nothing,
  },
  /**
   * Writes what a part of an attempt printed: as JSON where the chosen file ends in ".json", an event a line, else as
   * Markdown. `place` is the token of a path that the person chose.
   */
  'task.save-transcript': {
    input: printed.extend({ place: z.string() }),
    output: z.object({ path: z.string() }),
  },
} as const;

export const tasksEvents = {
  /** Some tasks changed: list again. */
  'tasks.changed': nothing,
} as const;

export const tasksStreams = {
  /**
   * What a part of a round of an attempt printed, from its newest `TRANSCRIPT_BYTES` on, and what it prints until it ends.
   * Ends at once where there is nothing yet.
   */
  'task.transcript': {
    input: printed,
    item: z.object({
      bytes: z.instanceof(Uint8Array),
      /** Output before these bytes is left out. */
      skipped: z.boolean(),
    }),
    inbound: z.never(),
    result: nothing,
  },
} as const;
