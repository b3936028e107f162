/**
 * Records the tasks of the page's main thread from now on. The result ends that and resolves to the processor time of
 * each task in milliseconds, the longest last. A click waits for the task that runs when it comes and for no other,
 * because the browser gives input the highest priority: the longest task is how long a click may wait in the page.
 * Processor time does not grow with what else the machine does.
 * @param {import('@playwright/test').Page} page
 * @returns {Promise<() => Promise<number[]>>}
 */
export async function recordTasks(page) {
  const session = await page.context().newCDPSession(page);
  /** @type {{ pid: number, tid: number, tdur: number }[]} */
  const tasks = [];
  /** @type {{ pid: number, tid: number } | undefined} */
  let main;
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of /** @type {any[]} */ (value)) {
      const { pid, tid, tdur } = event;
      if (event.name === 'thread_name' && event.args?.name === 'CrRendererMain') main ??= { pid, tid };
      // Microseconds of the thread's processor time.
      if (typeof tdur === 'number') tasks.push({ pid, tid, tdur });
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
    if (!main) throw new Error('the trace has no main thread of a page');
    const { pid, tid } = main;
    return tasks
      .filter((task) => task.pid === pid && task.tid === tid)
      .map(({ tdur }) => tdur / 1_000)
      .sort((one, other) => one - other);
  };
}
