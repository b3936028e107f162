import type { Page } from '@playwright/test';
import { z } from 'zod';

const traceEvent = z.object({
  name: z.string(),
  ph: z.string(),
  pid: z.number(),
  tid: z.number(),
  /** Microseconds of the thread's processor time. */
  tdur: z.number().optional(),
  args: z.object({ name: z.string().optional() }).loose().optional(),
});
type TraceEvent = z.infer<typeof traceEvent>;

/**
 * Records the tasks of the page's main thread from now on. The result ends that and resolves to the processor time of
 * each task in milliseconds, the longest last. A click waits for the task that runs when it comes and for no other,
 * because the browser gives input the highest priority: the longest task is how long a click may wait in the page.
 * Processor time does not grow with what else the machine does.
 */
export async function recordTasks(page: Page): Promise<() => Promise<number[]>> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const each of value) {
      const event = traceEvent.parse(each);
      if (event.name === 'thread_name' || event.tdur !== undefined) events.push(event);
    }
  });
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel'], recordMode: 'recordUntilFull' },
  });
  return async () => {
    const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
    await session.send('Tracing.end');
    await complete;
    await session.detach();
    const main = events.find(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
    if (!main) throw new Error('the trace has no main thread of a page');
    return events
      .filter(({ pid, tid, tdur }) => pid === main.pid && tid === main.tid && tdur !== undefined)
      .map(({ tdur = 0 }) => tdur / 1_000)
      .sort((one, other) => one - other);
  };
}
