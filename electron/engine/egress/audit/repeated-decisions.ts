import type { Decision } from '../../../contract/egress.ts';
import type { RepeatRules } from './repeats.ts';

export interface Recorded {
  readonly instance: string;
  readonly decision: Decision;
}

/** Equal blocks of an agent become one record; every allowed request is recorded singly. */
export const repeatedDecisions: RepeatRules<Recorded> = {
  groupOf: ({ decision }) => decision.agentId,
  keyOf: ({ instance, decision }) => {
    const { verdict, kind, method, host, port, path, reason, final } = decision;
    if (verdict !== 'blocked') return undefined;
    return JSON.stringify([instance, kind, method, host, port, path, reason, final]);
  },
  countOf: ({ decision }) => decision.count ?? 1,
  withCount: ({ instance, decision }, count) => ({ instance, decision: { ...decision, count } }),
  compare: (a, b) => a.decision.seq - b.decision.seq,
};
