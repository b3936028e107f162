import { expect, it } from 'vitest';
import { Output } from './output.ts';

function setUp({ json = false, isTTY = true, environment = {} as Record<string, string> } = {}) {
  const printed: Record<'out' | 'err', unknown[]> = { out: [], err: [] };
  const output = new Output({
    stdout: { isTTY, write: (text) => printed.out.push(text) > 0 },
    stderr: { isTTY, write: (text) => printed.err.push(text) > 0 },
    json,
    environment,
  });
  return { output, printed: () => ({ out: printed.out.join(''), err: printed.err.join('') }) };
}

it('colours on a terminal alone, and never against NO_COLOR', () => {
  expect(setUp().output.paint('x', 'red')).toBe('\u001b[31mx\u001b[0m');
  expect(setUp({ isTTY: false }).output.paint('x', 'red')).toBe('x');
  expect(setUp({ json: true }).output.paint('x', 'red')).toBe('x');
  expect(setUp({ environment: { NO_COLOR: '1' } }).output.paint('x', 'red')).toBe('x');
});

it('prints a result as JSON or as text, and errors beside it', () => {
  const text = setUp();
  text.output.table([{ a: 1 }], ['A'], [['1']]);
  text.output.error({ type: 'not-found', message: 'Gone.' });
  text.output.progress('Working…');
  expect(text.printed()).toEqual({ out: 'A\n1\n', err: 'bulkhead: Gone.\nWorking…\n' });

  const json = setUp({ json: true });
  json.output.table([{ a: 1 }], ['A'], [['1']]);
  json.output.error({ type: 'not-found', message: 'Gone.' });
  json.output.progress('Working…');
  expect(JSON.parse(json.printed().out)).toEqual([{ a: 1 }]);
  expect(JSON.parse(json.printed().err)).toEqual({ error: { type: 'not-found', message: 'Gone.' } });
});

it('says more lines than one as lines', () => {
  const { output, printed } = setUp();
  output.note('one\ntwo\u001b');
  expect(printed().err).toBe('one\ntwo\\x1b\n');
});
