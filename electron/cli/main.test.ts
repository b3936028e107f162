import { afterEach, expect, it, vi } from 'vitest';
import { EXIT } from './exit-code.ts';
import { main } from './main.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

it.each(['no-such-command', 'constructor', '__proto__'])('refuses the unknown command %s', async (word) => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(await main([word], new AbortController().signal)).toBe(EXIT.usage);
  expect(written.mock.calls.join('')).toContain(`unknown command '${word}'`);
});
