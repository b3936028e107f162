import { expect, it } from 'vitest';
import { nextBlock } from './anthropic-answers.mjs';

const tools = [{ name: 'add' }];
const prompt = {
  role: 'user',
  content: [{ type: 'text', text: 'Go on.\ncall add {"a":1}\ncall none {"a":2}\ncall add {"a":3}' }],
};
const result = (text) => ({
  role: 'user',
  content: [{ type: 'tool_result', content: [{ type: 'text', text }] }],
});

it('calls the tools that the prompt names and the program has, one after the other', () => {
  expect(nextBlock({ messages: [prompt], tools })).toMatchObject({ name: 'add', input: { a: 1 } });
  expect(nextBlock({ messages: [prompt, result('1')], tools })).toMatchObject({
    name: 'add',
    input: { a: 3 },
  });
  expect(nextBlock({ messages: [prompt, result('1'), result('3')], tools }).text).toContain('"3"');
});

it('greets when it is asked anything else', () => {
  expect(nextBlock({ messages: [{ role: 'user', content: 'hello' }] })).toEqual({
    type: 'text',
    text: 'Hello from the test world.',
  });
  expect(nextBlock({ stream: true }).type).toBe('text');
});

it('writes a file with the tool for files that the program has', () => {
  const messages = [{ role: 'user', content: 'Write "It is done." into done.txt' }];
  expect(nextBlock({ messages, tools: [{ name: 'Bash' }, { name: 'Write' }] })).toMatchObject({
    name: 'Write',
    input: { file_path: '/workspace/done.txt', content: 'It is done.\n' },
  });
  const result = { role: 'user', content: [{ type: 'tool_result', content: 'ok' }] };
  expect(nextBlock({ messages: [...messages, result], tools: [{ name: 'Write' }] })).toEqual({
    type: 'text',
    text: 'done.txt is written.',
  });
});
