import { expect, it, vi } from 'vitest';
import { RpcClient } from '../client/rpc-client.ts';
import { silentLogger } from '../lib/logger.ts';
import { portByName } from './port-by-name.ts';
import { portPair } from './port-pair.ts';

/** A program's port to a host with one agent; `answer` makes the host know it. */
function open() {
  const [host, asking] = portPair();
  let answer: () => void = () => undefined;
  const isAsked = new Promise<void>((resolve) => {
    host.onMessage((message) => {
      const { id, name } = message as { id: number; name: string };
      const agents = [{ id: 'abc123', name: 'demo' }];
      const output = name === 'agent.list' ? { sequence: 1, agents } : { status: 'connected' };
      const before = answer;
      answer = () => {
        before();
        host.post({ t: 'ok', id, output });
      };
      if (name === 'engine.state') resolve();
    });
  });
  const [program, served] = portPair();
  const arrived: unknown[] = [];
  const answers: unknown[] = [];
  program.onMessage((message) => answers.push(message));
  portByName(served, new RpcClient(asking), silentLogger).onMessage((message) => arrived.push(message));
  return { program, arrived, answers, answer: () => answer(), isAsked };
}

const byName = (agent: string) => ({ t: 'open', id: 7, name: 'exec.run', input: { agent, command: ['ls'] } });

it('opens a stream of an agent by its name, and keeps what follows behind it', async () => {
  const { program, arrived, answer, isAsked } = open();
  program.post({ t: 'call', id: 6, name: 'agent.list', input: {} });
  program.post(byName('demo'));
  program.post({ t: 'close', id: 7 });
  await isAsked;
  expect(arrived).toHaveLength(1);
  answer();
  await vi.waitFor(() => expect(arrived).toHaveLength(3));
  expect(arrived.slice(1)).toEqual([
    { t: 'open', id: 7, name: 'exec.run', input: { agentId: 'abc123', command: ['ls'] } },
    { t: 'close', id: 7 },
  ]);
});

it('refuses a name that no agent has', async () => {
  const { program, arrived, answers, answer, isAsked } = open();
  program.post(byName('other'));
  await isAsked;
  answer();
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  expect(answers[0]).toMatchObject({ t: 'fail', id: 7, error: { type: 'not-found' } });
  expect(arrived).toEqual([]);
});

it('opens nothing for a program that has gone', async () => {
  const { program, arrived, answer, isAsked } = open();
  program.post(byName('abc'));
  await isAsked;
  program.close();
  answer();
  await new Promise((resolve) => setImmediate(resolve));
  expect(arrived).toEqual([]);
});
