import { expect, it } from 'vitest';
import { PendingRequests } from './pending-requests.ts';

const nothing = () => undefined;

it('gives each request the answer with its number, whatever their order', async () => {
  const requests = new PendingRequests<string>();
  const sent: number[] = [];
  const [first, second] = [requests.ask((id) => sent.push(id)), requests.ask((id) => sent.push(id))];
  requests.receive(2, 'two');
  requests.receive(1, 'one');
  requests.receive(1, 'again');
  expect([sent, await first, await second]).toEqual([[1, 2], 'one', 'two']);
});

it('withdraws a request whose signal aborts, and sends none when it has', async () => {
  const requests = new PendingRequests<string>();
  const ending = new AbortController();
  const withdrawn: number[] = [];
  const options = { signal: ending.signal, withdraw: (id: number) => withdrawn.push(id) };
  const waiting = requests.ask(nothing, options);
  ending.abort(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
  await expect(requests.ask(() => expect.unreachable(), options)).rejects.toThrow('gone');
  expect(withdrawn).toEqual([1]);
});

it('answers everything that waits at once', async () => {
  const requests = new PendingRequests<string>();
  const waiting = [requests.ask(nothing), requests.ask(nothing)];
  requests.receiveForAll('over');
  expect(await Promise.all(waiting)).toEqual(['over', 'over']);
});
