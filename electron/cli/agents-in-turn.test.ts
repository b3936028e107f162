import { expect, it } from 'vitest';
import type { Agent } from '../contract/agent.ts';
import { chosenAgents, inTurn } from './agents-in-turn.ts';
import { UsageError } from './exit-code.ts';
import { Output } from './output.ts';
import type { Session } from './session.ts';

const AGENTS = ['one', 'two', 'three'].map((name) => ({ id: name, name }) as Agent);
const opened = {
  agents: () => Promise.resolve([...AGENTS, { id: 's', name: 'sign-in', forSignIn: true } as Agent]),
  agent: (text: string) => Promise.resolve({ id: text, name: text } as Agent),
} as Pick<Session, 'agents' | 'agent'> as Session;

it('takes the named agents, or all that fit without the sandbox of a sign-in', async () => {
  const isNotTwo = ({ name }: Agent) => name !== 'two';
  const named = await chosenAgents(opened, { agent: 'two', more: ['one'], all: false }, isNotTwo);
  expect(named.map(({ name }) => name)).toEqual(['two', 'one']);
  const all = await chosenAgents(opened, { agent: undefined, more: [], all: true }, isNotTwo);
  expect(all.map(({ name }) => name)).toEqual(['one', 'three']);
});

it.each([
  { agent: undefined, more: [], all: false },
  { agent: 'one', more: [], all: true },
])('refuses %j, which means nobody or two things', async (choice) => {
  await expect(chosenAgents(opened, choice, () => true)).rejects.toThrow(UsageError);
});

it('acts on every agent, and rejects when one failed', async () => {
  let notes = '';
  const write = (text: string | Uint8Array) => {
    notes += text;
    return true;
  };
  const output = new Output({ stdout: { write }, stderr: { write }, json: false, environment: {} });
  const acted: string[] = [];
  const acting = inTurn(AGENTS, { output, signal: new AbortController().signal }, async ({ name }) => {
    acted.push(name);
    if (name !== 'two') throw new Error(`${name} does not`);
  });
  await expect(acting).rejects.toThrow('three does not');
  expect(acted).toEqual(['one', 'two', 'three']);
  expect(notes).toBe('one: one does not\n');
});
