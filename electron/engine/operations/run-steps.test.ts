import { describe, expect, it } from 'vitest';
import { runSteps, type Step } from './run-steps.ts';

/** Steps that write down what happens to them. */
function recorder() {
  const log: string[] = [];
  const statuses = new Map<string, string>();
  const step = (id: string, options: Partial<Step> = {}): Step => ({
    id,
    label: id,
    ...options,
    run: async (context) => {
      log.push(`run ${id}`);
      await options.run?.(context);
    },
    undo: async () => {
      log.push(`undo ${id}`);
      await options.undo?.();
    },
  });
  const report = (id: string, change: { status?: string }) => {
    if (change.status) statuses.set(id, change.status);
  };
  return { log, statuses, step, report };
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

const live = () => new AbortController().signal;

describe('runSteps', () => {
  it('starts a step when those before it are done, and others beside it', async () => {
    const { log, step, report, statuses } = recorder();
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const result = await runSteps(
      [
        step('image', { run: () => gate }),
        step('network', { run: async () => open() }),
        step('container', { after: ['image', 'network'] }),
      ],
      live(),
      report,
    );
    expect(result).toEqual({ status: 'done' });
    expect(log).toEqual(['run image', 'run network', 'run container']);
    expect([...statuses.values()]).toEqual(['done', 'done', 'done']);
  });

  it('tells a step that had nothing to do', async () => {
    const { step, report, statuses } = recorder();
    await runSteps([step('pull', { run: async (context) => context.skip() })], live(), report);
    expect(statuses.get('pull')).toBe('skipped');
  });

  it('undoes what started, the latest first, and leaves the rest alone', async () => {
    const { log, step, report, statuses } = recorder();
    const failure = new Error('no');
    const result = await runSteps(
      [
        step('a'),
        step('b', { after: ['a'], run: () => Promise.reject(failure) }),
        step('c', { after: ['b'] }),
      ],
      live(),
      report,
    );
    expect(result).toEqual({ status: 'failed', error: failure, undoErrors: [] });
    expect(log).toEqual(['run a', 'run b', 'undo b', 'undo a']);
    expect(Object.fromEntries(statuses)).toEqual({ a: 'undone', b: 'failed' });
  });

  it('stops steps that run beside a failing one, and waits for them before it undoes', async () => {
    const { log, step, report } = recorder();
    const failure = new Error('no');
    const result = await runSteps(
      [
        step('pull', { run: ({ signal }) => untilAborted(signal) }),
        step('network', { run: () => Promise.reject(failure) }),
      ],
      live(),
      report,
    );
    expect(result).toMatchObject({ status: 'failed', error: failure });
    expect(log.slice(2)).toEqual(['undo network', 'undo pull']);
  });

  it('undoes the rest when one undo fails', async () => {
    const { log, step, report, statuses } = recorder();
    const undoFailure = new Error('stuck');
    const result = await runSteps(
      [
        step('a'),
        step('b', { after: ['a'], undo: () => Promise.reject(undoFailure) }),
        step('c', { after: ['b'], run: () => Promise.reject(new Error('no')) }),
      ],
      live(),
      report,
    );
    expect(result).toMatchObject({ status: 'failed', undoErrors: [undoFailure] });
    expect(log.slice(3)).toEqual(['undo c', 'undo b', 'undo a']);
    expect(statuses.get('b')).toBe('failed');
  });

  it('is cancelled in the middle of a step', async () => {
    const { log, step, report } = recorder();
    const controller = new AbortController();
    const result = await runSteps(
      [
        step('a', {
          run: ({ signal }) => {
            controller.abort();
            return untilAbortedOrNow(signal);
          },
        }),
        step('b', { after: ['a'] }),
      ],
      controller.signal,
      report,
    );
    expect(result).toEqual({ status: 'cancelled', undoErrors: [] });
    expect(log).toEqual(['run a', 'undo a']);
  });

  it('undoes a step that finished although it was cancelled', async () => {
    const { log, step, report } = recorder();
    const controller = new AbortController();
    const result = await runSteps(
      [step('a', { run: async () => controller.abort() }), step('b', { after: ['a'] })],
      controller.signal,
      report,
    );
    expect(result.status).toBe('cancelled');
    expect(log).toEqual(['run a', 'undo a']);
  });

  it('takes no notice of a cancel while it undoes, or after the last step', async () => {
    const { log, step, report } = recorder();
    const controller = new AbortController();
    const failing = [
      step('a', { undo: async () => controller.abort() }),
      step('b', { after: ['a'], run: () => Promise.reject(new Error('no')) }),
    ];
    expect((await runSteps(failing, controller.signal, report)).status).toBe('failed');
    expect(log).toEqual(['run a', 'run b', 'undo b', 'undo a']);

    const late = new AbortController();
    const only = [step('c', { run: async () => late.abort() })];
    expect(await runSteps(only, late.signal, report)).toEqual({ status: 'done' });
  });

  it('starts nothing when it was cancelled before', async () => {
    const { log, step, report } = recorder();
    expect((await runSteps([step('a')], AbortSignal.abort(), report)).status).toBe('cancelled');
    expect(log).toEqual([]);
  });

  it('refuses steps listed out of order', async () => {
    const { step, report } = recorder();
    const wrong = [step('a', { after: ['b'] }), step('b')];
    await expect(runSteps(wrong, live(), report)).rejects.toThrow('not before it');
  });
});

function untilAbortedOrNow(signal: AbortSignal): Promise<void> {
  return signal.aborted ? Promise.reject(signal.reason) : untilAborted(signal);
}
