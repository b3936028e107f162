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

/** Runs a command line that is wrong; resolves to the exit code and to what it wrote to stderr. */
async function failing(...argv: string[]): Promise<[code: number, text: string]> {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  written.mockClear();
  const code = await main(argv, new AbortController().signal);
  return [code, written.mock.calls.map(([text]) => String(text)).join('')];
}

it('reports a command line that is wrong as JSON where it asks for JSON', async () => {
  const [code, text] = await failing('ls', '--nosuch', '--json');
  expect(code).toBe(EXIT.usage);
  expect(JSON.parse(text)).toMatchObject({ error: { type: 'invalid-input' } });
  expect((await failing('completion', '--', '--json'))[1]).not.toContain('{');
});

it('points to the help that there is', async () => {
  expect(await failing('nosuch')).toEqual([2, expect.stringContaining('“bulkhead --help”')]);
  expect(await failing('ls', '--nosuch')).toEqual([2, expect.stringContaining('“bulkhead ls --help”')]);
});
