import { expect, it } from 'vitest';
import type { RecordedCall } from '../contract/api-call.ts';
import { Emitter } from '../lib/emitter.ts';
import { recordedPort } from './recorded-port.ts';

/** A recorded port between a client that sends and a host that answers. */
function open() {
  const recorded: RecordedCall[] = [];
  const sent = new Emitter<unknown>();
  const closed = new Emitter<void>();
  const port = recordedPort(
    {
      post: () => undefined,
      onMessage: (listener) => void sent.on(listener),
      onClose: (listener) => void closed.on(listener),
      close: () => undefined,
    },
    'socket',
    (call) => void recorded.push(call),
  );
  port.onMessage(() => undefined);
  const call = (id: number, name: string, input: unknown = {}) => sent.emit({ t: 'call', id, name, input });
  const error = { type: 'not-allowed' as const, message: 'No.', actions: [] };
  return { recorded, sent, closed, port, call, fail: (id: number) => port.post({ t: 'fail', id, error }) };
}

const rpc = (route: string | null, status: number) => ({ caller: 'socket', method: 'RPC', route, status });

it('records what changes something or reads what an agent wrote, once it is answered', () => {
  const { recorded, sent, port, call } = open();
  call(1, 'agent.list');
  call(2, 'agent.start', { agentId: 'one', secret: 'sk-canary' });
  sent.emit({ t: 'open', id: 3, name: 'logs.follow', input: { agentId: 'one' } });
  expect(recorded).toEqual([]);
  port.post({ t: 'ok', id: 1, output: {} });
  port.post({ t: 'ok', id: 2, output: {} });
  for (let n = 0; n < 3; n += 1) port.post({ t: 'item', id: 3, value: {} });
  port.post({ t: 'end', id: 3, result: {} });
  expect(recorded).toEqual([
    { ...rpc('agent.start', 200), agent: 'one' },
    { ...rpc('logs.follow', 200), agent: 'one' },
  ]);
});

it('records what is refused by its name alone, and no name that a client makes up', () => {
  const { recorded, call, fail } = open();
  call(1, 'agent.list', { agentId: 'made up' });
  call(2, 'made.up');
  fail(1);
  fail(2);
  expect(recorded).toEqual([rpc('agent.list', 403), rpc(null, 403)]);
});

it('records what a client began and did not wait for', () => {
  const { recorded, closed, call } = open();
  call(1, 'agent.remove', { agentId: 'one' });
  closed.emit();
  expect(recorded).toEqual([rpc('agent.remove', 499)]);
});

it('does not record the writing of a record', () => {
  const { recorded, port, call } = open();
  call(1, 'access.record', {});
  port.post({ t: 'ok', id: 1, output: {} });
  expect(recorded).toEqual([]);
});
