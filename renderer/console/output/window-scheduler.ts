import { nextTask } from './next-task.ts';
import type { QueueTiming } from './output-queue.ts';
import { OutputScheduler } from './output-scheduler.ts';
import { noteParsing } from './parsing-note.ts';

export const windowTiming: QueueTiming = {
  now: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** The scheduler of all consoles of this window. It lives as long as the window. */
export const windowScheduler = new OutputScheduler({
  now: windowTiming.now,
  pause: (ms) => (ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : nextTask()),
  onTurn: (parser) => noteParsing(parser === null ? null : parser.owner),
});
