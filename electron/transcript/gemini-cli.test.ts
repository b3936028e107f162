import { expect, it } from 'vitest';
import { geminiCliReader } from './gemini-cli.ts';

const piece = (content: string, role = 'assistant') =>
  JSON.stringify({ type: 'message', role, content, ...(role === 'user' ? {} : { delta: true }) });

it('says which pieces go on with a message', () => {
  const { line } = geminiCliReader();
  const call = JSON.stringify({ type: 'tool_use', tool_name: 'glob', tool_id: '1', parameters: {} });
  const lines = [piece('Ask', 'user'), piece('Half '), piece('a word'), call, piece('Another')];
  const messages = lines.flatMap(line).filter(({ kind }) => kind === 'message');
  expect(messages.map((event) => event.kind === 'message' && [event.text, event.continues])).toEqual([
    ['Ask', undefined],
    ['Half ', undefined],
    ['a word', true],
    ['Another', undefined],
  ]);
});

it('counts what the model thought as output, and what was cached apart', () => {
  const stats = { total_tokens: 130, input_tokens: 100, output_tokens: 10, cached: 40 };
  const line = JSON.stringify({ type: 'result', status: 'success', stats: { models: { pro: stats } } });
  expect(geminiCliReader().line(line)).toMatchObject([
    { kind: 'usage', model: 'pro', tokens: { input: 60, output: 30, cacheRead: 40, cacheWrite: 0 } },
  ]);
});
