import { expect, it } from 'vitest';
import { AppTokens } from './app-tokens.ts';

it('knows an agent by its token until the agent is forgotten', () => {
  const tokens = new AppTokens();
  const one = tokens.of('one').reveal();
  const two = tokens.of('two').reveal();
  expect(tokens.of('one').reveal()).toBe(one);
  expect([tokens.agentOf(one), tokens.agentOf(two), tokens.agentOf('')]).toEqual(['one', 'two', undefined]);
  tokens.forget('one');
  expect(tokens.agentOf(one)).toBeUndefined();
  expect(tokens.of('one').reveal()).not.toBe(one);
});
