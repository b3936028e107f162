import { beforeEach, describe, expect, it } from 'vitest';
import type { ApprovalRequest } from '../../contract/approvals.ts';
import { ManualClock } from '../../lib/manual-clock.ts';
import { Approvals } from './approvals.ts';

let clock: ManualClock;
let approvals: Approvals;
beforeEach(() => {
  clock = new ManualClock();
  approvals = new Approvals({ clock });
});

const request = (more: Partial<ApprovalRequest> = {}): ApprovalRequest => ({
  client: 'coder',
  action: 'change the egress of “x”',
  reasons: [{ kind: 'egress', subject: 'example.com' }],
  waitMs: 10_000,
  ...more,
});
const ask = (more: Partial<ApprovalRequest> = {}, signal = new AbortController().signal) =>
  approvals.request(request(more), signal);
const firstId = () => approvals.list()[0]?.id ?? '';
const refusal = (message: string) => ({
  error: expect.objectContaining({ type: 'not-allowed', message: expect.stringContaining(message) }),
});

describe('approvals', () => {
  it('are refused at once while nobody can answer', async () => {
    await expect(ask()).rejects.toEqual(expect.objectContaining(refusal('no window of Bulkhead is open')));
    const leave = approvals.addWatcher();
    leave();
    await expect(ask()).rejects.toEqual(expect.objectContaining(refusal('nobody can be asked')));
    expect(approvals.list()).toEqual([]);
  });

  it('resolve when they are allowed, and reject when they are denied', async () => {
    approvals.addWatcher();
    const [allowed, denied] = [ask(), ask()];
    expect(approvals.list()).toMatchObject([{ client: 'coder', askedAt: 0, until: 10_000 }, {}]);
    approvals.answer(firstId(), true);
    await expect(allowed).resolves.toBeUndefined();
    approvals.answer(firstId(), false);
    await expect(denied).rejects.toEqual(expect.objectContaining(refusal('denied')));
    expect(() => approvals.answer('1', true)).toThrow('no longer waits');
  });

  it('end with their time, with their program, and with the host', async () => {
    approvals.addWatcher();
    const ending = new AbortController();
    const [late, gone, left] = [
      ask(),
      ask({ waitMs: 20_000 }, ending.signal),
      ask({ client: 'b', waitMs: 30_000 }),
    ];
    clock.advance(10_000);
    await expect(late).rejects.toEqual(expect.objectContaining(refusal('in time')));
    ending.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    approvals.dispose();
    await expect(left).rejects.toEqual(expect.objectContaining(refusal('ending')));
    expect(approvals.list()).toEqual([]);
  });

  it('are bounded for each client', async () => {
    approvals.addWatcher();
    const waiting = Promise.allSettled(Array.from({ length: 5 }, () => ask()));
    await expect(ask()).rejects.toEqual(expect.objectContaining(refusal('Too many')));
    const other = ask({ client: 'other' }).catch(() => undefined);
    expect(approvals.list()).toHaveLength(6);
    approvals.dispose();
    await Promise.all([waiting, other]);
  });

  it('report each change', async () => {
    const lengths: number[] = [];
    approvals.changed.on(() => lengths.push(approvals.list().length));
    approvals.addWatcher();
    const waiting = ask();
    approvals.answer(firstId(), true);
    await waiting;
    expect(lengths).toEqual([1, 0]);
  });
});
