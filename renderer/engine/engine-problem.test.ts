import { expect, it } from 'vitest';
import { engineProblemTitle, reasonBelow } from './engine-problem.ts';

it.each([
  ['engine-unreachable', 'Docker is not reachable'],
  ['network-error', 'Docker is not reachable'],
  ['engine-permission-denied', 'Docker refuses access'],
  ['engine-too-old', 'Docker is too old'],
  ['engine-tls', 'The TLS connection to Docker failed'],
] as const)('%s is told as "%s"', (type, title) => {
  expect(engineProblemTitle(type)).toBe(title);
});

it('does not say below the title what the title says', () => {
  expect(reasonBelow('Docker is not reachable', 'Docker is not reachable: no engine answers.')).toBe(
    'No engine answers.',
  );
  expect(reasonBelow('Docker is not reachable', 'It refuses.')).toBe('It refuses.');
});
