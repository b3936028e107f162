import { expect, it } from 'vitest';
import type { ChangesSummary } from '../../../electron/contract/changes.ts';
import type { Attempt } from '../../../electron/contract/task.ts';
import type { ChangesPicture } from '../../changes/changes-feed.ts';
import { canApply, canPick, comparedAttempt, isRead, problemOf, whyNotApplied } from './compared-attempt.ts';

const attempt = { id: 't1', agentName: 'fix-1' } as Attempt;
const file = { path: 'a', status: 'modified' as const, kind: 'file' as const, risks: [] };
const compared = (picture: Partial<ChangesPicture>, summary?: Partial<ChangesSummary>) =>
  comparedAttempt(attempt, undefined, {
    files: [file],
    busy: false,
    error: undefined,
    ...picture,
    summary: summary && ({ base: 'baseline', applyTo: '/shop', ...summary } as ChangesSummary),
  });

it('lets files be picked while the rest is read, and the whole be taken once all is', () => {
  const partly = compared({ busy: true });
  expect([canPick(partly), canApply(partly), isRead(partly)]).toEqual([true, false, false]);
  const whole = compared({}, {});
  expect([canPick(whole), canApply(whole), isRead(whole)]).toEqual([true, true, true]);
  expect(canPick(comparedAttempt(attempt, undefined, undefined))).toBe(false);
});

it('says why changes are not known', () => {
  const error = { type: 'internal' as const, message: 'No answer.', actions: [] };
  expect(problemOf(compared({ files: [], error } as Partial<ChangesPicture>))).toBe('No answer.');
  expect(problemOf(compared({ files: [] }, { base: null }))).toMatch(/baseline is missing/);
  expect(problemOf(compared({ error } as Partial<ChangesPicture>, {}))).toBeUndefined();
});

it('says why there is nowhere to apply to', () => {
  const cloned = compared({}, { applyTo: undefined });
  expect(whyNotApplied(cloned)).toMatch(/no folder on this machine/);
  expect([canPick(cloned), canApply(cloned), isRead(cloned)]).toEqual([false, false, true]);
});
