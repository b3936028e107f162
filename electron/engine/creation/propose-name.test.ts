import { expect, it } from 'vitest';
import { agentNameSchema } from '../../contract/agent-spec.ts';
import { proposeName } from './propose-name.ts';

it('proposes valid names of two words', () => {
  for (let i = 0; i < 200; i++) {
    const name = proposeName(new Set());
    expect(name).toMatch(/^[a-z]+-[a-z]+$/);
    expect(agentNameSchema.parse(name)).toBe(name);
  }
});

it('never proposes one that is taken', () => {
  const first = proposeName(new Set(), () => 0);
  expect(proposeName(new Set([first]), () => 0)).toBe(`${first}-2`);
  expect(proposeName(new Set([first, `${first}-2`]), () => 0)).toBe(`${first}-3`);
});
