import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { TerminalQuestions } from './terminal-questions.ts';

function open() {
  const input = new PassThrough();
  let shown = '';
  const terminal = new TerminalQuestions({ input, output: { write: (text) => (shown += text) } });
  return { input, terminal, shown: () => shown };
}
const question = { message: 'Use this engine?', detail: 'tcp://10.0.0.1:2375' };

it('takes only the whole word for a yes', async () => {
  const { input, terminal } = open();
  for (const [line, allowed] of [
    ['yes', true],
    ['y', false],
    ['', false],
    [' YES ', true],
    ['yes please', false],
  ] as const) {
    const answer = terminal.ask(question);
    input.write(`${line}\n`);
    expect(await answer).toBe(allowed);
  }
});

it('shows what others wrote with its invisible characters, each line by itself', async () => {
  const { input, terminal, shown } = open();
  const answer = terminal.ask({
    message: 'Give this folder?',
    detail: '/home/me/\u001b[2K\u202egpj.x\n/tmp',
  });
  input.write('no\n');
  expect(await answer).toBe(false);
  expect(shown()).toContain('  /home/me/\\u{1b}[2K\\u{202e}gpj.x\n  /tmp\n');
});

it('asks one question at a time, and withdraws one that nobody needs any more', async () => {
  const { input, terminal, shown } = open();
  const ending = new AbortController();
  const first = terminal.ask({ ...question, message: 'First?' }, ending.signal);
  const second = terminal.ask({ ...question, message: 'Second?' });
  await new Promise((resolve) => setImmediate(resolve));
  expect(shown()).not.toContain('Second?');
  ending.abort(new Error('answered elsewhere'));
  await expect(first).rejects.toThrow('answered elsewhere');
  input.write('yes\n');
  expect(await second).toBe(true);
});

it('takes the end of the input for a no', async () => {
  const { input, terminal } = open();
  const answer = terminal.ask(question);
  input.end();
  expect(await answer).toBe(false);
});
