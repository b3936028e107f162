import { expect, it } from 'vitest';
import { matchesSearch } from './search.ts';

const agent = { name: 'quiet-otter', image: 'debian:bookworm', spec: null };

it.each([
  ['', true],
  ['OTTER', true],
  ['otter bookworm', true],
  ['otter alpine', false],
])('%j finds it: %s', (query, matches) => {
  expect(matchesSearch(agent, query)).toBe(matches);
});
