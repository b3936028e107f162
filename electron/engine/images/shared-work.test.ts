import { describe, expect, it, vi } from 'vitest';
import type { StepContext } from '../operations/run-steps.ts';
import { type Member, SharedWork } from './shared-work.ts';

function member(background = false) {
  const controller = new AbortController();
  const context = {
    signal: controller.signal,
    progress: vi.fn(),
    detail: vi.fn(),
    output: vi.fn(),
    skip: vi.fn(),
  } satisfies StepContext;
  return { context, background, cancel: () => controller.abort(new Error('cancelled')) };
}

/** Work that a test finishes by hand. */
function manual() {
  const starts: Member[] = [];
  const finish: (() => void)[] = [];
  const work = (of: Member) =>
    new Promise<void>((resolve, reject) => {
      starts.push(of);
      finish.push(resolve);
      of.context.signal.addEventListener('abort', () => reject(of.context.signal.reason), { once: true });
    });
  return { starts, finish, work };
}

describe('SharedWork', () => {
  it('is done once for all who want it, and tells each how far it is', async () => {
    const shared = new SharedWork();
    const { starts, finish, work } = manual();
    const [first, second] = [member(true), member()];
    const one = shared.join('a', first, work);
    starts[0]?.context.detail('half');
    const two = shared.join('a', second, work);
    starts[0]?.context.progress({ unit: 'parts', done: 1 });
    expect(second.context.detail).toHaveBeenCalledWith('half');
    for (const { context } of [first, second]) expect(context.progress).toHaveBeenCalledOnce();
    starts[0]?.context.skip();
    finish[0]?.();
    await Promise.all([one, two]);
    expect(starts).toHaveLength(1);
    expect(second.context.skip).toHaveBeenCalledOnce();
  });

  it('goes on while somebody wants it, and ends with the last', async () => {
    const shared = new SharedWork();
    const { starts, work } = manual();
    const [first, second] = [member(true), member()];
    const one = shared.join('a', first, work);
    const two = shared.join('a', second, work);
    first.cancel();
    await expect(one).rejects.toThrow('cancelled');
    expect(starts[0]?.context.signal.aborted).toBe(false);
    second.cancel();
    await expect(two).rejects.toThrow('cancelled');
    expect(starts[0]?.context.signal.aborted).toBe(true);
  });

  it('begins anew after a run that was cancelled', async () => {
    const shared = new SharedWork();
    const { starts, finish, work } = manual();
    const first = member();
    const one = shared.join('a', first, work);
    first.cancel();
    const two = shared.join('a', member(), work);
    await expect(one).rejects.toThrow('cancelled');
    await vi.waitFor(() => expect(starts).toHaveLength(2));
    finish[1]?.();
    await two;
  });

  it('gives way to other work while it is only prepared', async () => {
    const shared = new SharedWork();
    const { starts, finish, work } = manual();
    const prepared = shared.join('a', member(true), work);
    const wanted = shared.join('b', member(), work);
    await expect(prepared).rejects.toThrow('other work goes first');
    const also = shared.join('c', member(true), work);
    expect(starts.map(({ context }) => context.signal.aborted)).toEqual([true, false, false]);
    for (const end of finish) end();
    await Promise.all([wanted, also]);
  });

  it('fails for all as it fails', async () => {
    const shared = new SharedWork();
    const work = () => Promise.reject(new Error('no such image'));
    await expect(shared.join('a', member(), work)).rejects.toThrow('no such image');
    await expect(shared.join('a', member(), work)).rejects.toThrow('no such image');
  });
});
