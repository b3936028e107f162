import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { readSecret, type SecretInput } from './read-secret.ts';

/** A standard input, and how often the terminal's echo was switched. */
function inputOf(isTTY: boolean) {
  const raw: boolean[] = [];
  const stream = new PassThrough();
  const input = Object.assign(stream, {
    isTTY,
    setRawMode: (mode: boolean) => raw.push(mode),
  }) as unknown as SecretInput;
  return { input, stream, raw };
}
const noSignal = new AbortController().signal;

it('reads the first line of a pipe, and asks nothing', async () => {
  const { input, stream, raw } = inputOf(false);
  let asked = false;
  const read = readSecret(input, () => (asked = true), noSignal);
  stream.write('sk-ca');
  stream.end('nary\nmore\n');
  expect(await read).toBe('sk-canary');
  expect([asked, raw]).toEqual([false, []]);
});

it('reads what is typed at a terminal without its echo, corrections included', async () => {
  const { input, stream, raw } = inputOf(true);
  const read = readSecret(input, () => undefined, noSignal);
  stream.write('sk-x\u007fcanary\r');
  expect(await read).toBe('sk-canary');
  expect(raw).toEqual([true, false]);
});

it.each([true, false])('keeps a character that comes in two parts (terminal: %s)', async (isTTY) => {
  const { input, stream } = inputOf(isTTY);
  const read = readSecret(input, () => undefined, noSignal);
  const [start, end] = [Buffer.from('pä😀').subarray(0, 2), Buffer.from('pä😀').subarray(2)];
  stream.write(start);
  stream.write(end.subarray(0, 3));
  stream.write(Buffer.concat([end.subarray(3), Buffer.from('\n')]));
  expect(await read).toBe('pä😀');
});

it('erases a whole character', async () => {
  const { input, stream } = inputOf(true);
  const read = readSecret(input, () => undefined, noSignal);
  stream.write('a😀\u007fb\r');
  expect(await read).toBe('ab');
});

it('ends at Ctrl+C and with its signal, and gives the echo back', async () => {
  const { input, stream, raw } = inputOf(true);
  const read = readSecret(input, () => undefined, noSignal);
  stream.write('sk\u0003');
  await expect(read).rejects.toMatchObject({ error: { type: 'cancelled' } });
  expect(raw).toEqual([true, false]);
  const ending = new AbortController();
  const second = readSecret(inputOf(false).input, () => undefined, ending.signal);
  ending.abort(new Error('gone'));
  await expect(second).rejects.toThrow('gone');
});

it('refuses an empty line', async () => {
  const { input, stream } = inputOf(false);
  stream.end('\n');
  await expect(readSecret(input, () => undefined, noSignal)).rejects.toThrow('empty');
});
