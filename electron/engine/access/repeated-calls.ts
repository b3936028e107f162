import type { ApiCall } from '../../contract/api-call.ts';
import type { RepeatRules } from '../egress/audit/repeats.ts';

/** Equal calls of one caller become one record. A refused call names no agent, so a caller cannot invent kinds of calls. */
export const repeatedCalls: RepeatRules<ApiCall> = {
  groupOf: ({ caller }) => caller,
  keyOf: ({ method, route, agent, status }) => JSON.stringify([method, route, agent, status]),
  countOf: ({ count }) => count ?? 1,
  withCount: (call, count) => ({ ...call, count }),
  compare: (a, b) => a.at - b.at,
};
