import { expect, it } from 'vitest';
import { engineProblemTitle } from './engine-problem.ts';

it.each([
  ['engine-unreachable', 'Docker is not reachable'],
  ['network-error', 'Docker is not reachable'],
  ['engine-permission-denied', 'Docker refuses access'],
  ['engine-too-old', 'Docker is too old'],
  ['engine-tls', 'The TLS connection to Docker failed'],
] as const)('%s is told as "%s"', (type, title) => {
  expect(engineProblemTitle(type)).toBe(title);
});
