import { expect, it } from 'vitest';
import { engineTitle } from './engine-title.ts';

it.each([
  [{ version: '20.10.24', isPodman: false, isDesktop: false }, 'Docker 20.10.24'],
  [{ version: '28.5.2', isPodman: false, isDesktop: true }, 'Docker Desktop 28.5.2'],
  [{ version: '5.1.0', isPodman: true, isDesktop: false }, 'Podman 5.1.0'],
])('calls it %s', (facts, title) => {
  expect(engineTitle(facts)).toBe(title);
});
