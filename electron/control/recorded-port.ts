import type { RecordedCall } from '../contract/api-call.ts';
import { AppFailure } from '../contract/error.ts';
import type { CallName, StreamName } from '../contract/registry.ts';
import type { HostMessage } from '../contract/wire.ts';
import type { Port } from '../lib/port.ts';
import { problemOfThrown } from './http/problem.ts';
import { SCOPES } from './scope.ts';

/** Calls that only look, and that return what an agent wrote or sent. */
const READS_CONTENTS: ReadonlySet<string> = new Set<CallName | StreamName>([
  'changes.diff',
  'changes.list',
  'logs.follow',
  'network.follow',
]);

/** A client that went away before its answer has the status 499, as in the record of the HTTP API. */
const GONE = 499;

const LONGEST_AGENT_ID = 100;

type Seen = Pick<RecordedCall, 'route' | 'agent'> & { isRecorded: boolean };

/**
 * The port of a program, whose calls go into the audit as those of the HTTP API do: what may change something or reads
 * what an agent wrote, once it has begun, and whatever was refused. Inputs are not recorded.
 */
export function recordedPort(port: Port, caller: string, record: (call: RecordedCall) => void): Port {
  const waiting = new Map<number, Seen>();
  const settle = (id: number, status: number) => {
    const seen = waiting.get(id);
    if (!seen) return;
    waiting.delete(id);
    const isRefused = status >= 400;
    if (!isRefused && !seen.isRecorded) return;
    const agent = isRefused || seen.agent === undefined ? {} : { agent: seen.agent };
    record({ caller, method: 'RPC', route: seen.route, ...agent, status });
  };
  port.onClose(() => {
    for (const id of [...waiting.keys()]) settle(id, GONE);
  });
  return {
    ...port,
    post: (message) => {
      const answer = message as HostMessage;
      if (answer.t !== 'event' && answer.t !== 'taken') settle(answer.id, statusOf(answer));
      port.post(message);
    },
    onMessage: (listener) =>
      port.onMessage((message) => {
        const { t, id, name, input } = message as Record<string, unknown>;
        if ((t === 'call' || t === 'open') && typeof id === 'number' && typeof name === 'string')
          waiting.set(id, seenOf(name, input));
        listener(message);
      }),
  };
}

function seenOf(name: string, input: unknown): Seen {
  const scope = Object.hasOwn(SCOPES, name) ? SCOPES[name as CallName] : undefined;
  const { agentId } = (input ?? {}) as { agentId?: unknown };
  return {
    route: scope === undefined ? null : name,
    ...(typeof agentId === 'string' ? { agent: agentId.slice(0, LONGEST_AGENT_ID) } : {}),
    // Records are written by a call of their own, and a record of each would follow each.
    isRecorded:
      scope !== undefined && name !== 'access.record' && (scope !== 'read' || READS_CONTENTS.has(name)),
  };
}

function statusOf(answer: Exclude<HostMessage, { t: 'event' | 'taken' }>): number {
  return answer.t === 'fail' ? problemOfThrown(new AppFailure(answer.error)).status : 200;
}
