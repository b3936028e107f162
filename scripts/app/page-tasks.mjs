/* global performance */

/** Tells the page's clock from the trace's. */
const MARK = 'tasks recorded';

/**
 * Records the tasks of the page's main thread from now on. The result ends that and resolves to the tasks in their order:
 * when each began by the page's clock (`performance.now`), how long it took and how much of that the processor worked on
 * it, in milliseconds. A click waits for the task that runs when it comes and for no other,
 * because the browser gives input the highest priority: the longest task is how long a click may wait in the page.
 * Processor time does not grow with what else the machine does.
 * @param {import('@playwright/test').Page} page
 * @returns {Promise<() => Promise<{ at: number, ms: number, processorMs: number }[]>>}
 */
export async function recordTasks(page) {
  const session = await page.context().newCDPSession(page);
  /** @type {{ pid: number, tid: number, ts: number, dur: number, tdur: number }[]} */
  const tasks = [];
  /** @type {{ pid: number, tid: number } | undefined} */
  let main;
  /** When the mark was set by the trace's clock, in microseconds. */
  let markedAt = Number.NaN;
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of /** @type {any[]} */ (value)) {
      const { pid, tid, ts, dur, tdur } = event;
      if (event.name === 'thread_name' && event.args?.name === 'CrRendererMain') main ??= { pid, tid };
      // Microseconds of the thread's processor time.
      if (typeof tdur === 'number') tasks.push({ pid, tid, ts, dur, tdur });
      if (event.name === MARK) markedAt = ts;
    }
  });
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'blink.user_timing'], recordMode: 'recordUntilFull' },
  });
  const startTime = await page.evaluate((name) => performance.mark(name).startTime, MARK);
  return async () => {
    const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
    await session.send('Tracing.end');
    await complete;
    await session.detach();
    if (!main) throw new Error('the trace has no main thread of a page');
    const { pid, tid } = main;
    return tasks
      .filter((task) => task.pid === pid && task.tid === tid)
      .map(({ ts, dur, tdur }) => ({
        at: startTime + (ts - markedAt) / 1_000,
        ms: dur / 1_000,
        processorMs: tdur / 1_000,
      }))
      .sort((one, other) => one.at - other.at);
  };
}
