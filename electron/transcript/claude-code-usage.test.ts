import { expect, it } from 'vitest';
import { ClaudeCodeUsage } from './claude-code-usage.ts';

const answer = (id: string, output: number, model = 'm-1') => ({
  id,
  model,
  usage: { input_tokens: 5, output_tokens: output, cache_read_input_tokens: 2 },
});
const result = (output: number) => ({
  model_usage_since_last_result: {
    'm-1': { inputTokens: 10, outputTokens: output, cacheReadInputTokens: 4, costUSD: 0.5 },
    'm-2': { inputTokens: 1, outputTokens: 1, costUSD: 0.1 },
  },
});
const outputs = (events: ReturnType<ClaudeCodeUsage['ofResult']>) =>
  events.map((event) => event.kind === 'usage' && [event.model, event.tokens.output, event.costUsd]);

it('counts an answer once, of which each block is a line, and at the end what was not counted', () => {
  const usage = new ClaudeCodeUsage();
  expect(usage.ofAnswer(answer('1', 1))).toMatchObject([
    { kind: 'usage', model: 'm-1', tokens: { input: 5, output: 1, cacheRead: 2, cacheWrite: 0 } },
  ]);
  expect(usage.ofAnswer(answer('1', 1))).toEqual([]);
  expect(usage.ofAnswer(answer('2', 3))).toHaveLength(1);
  expect(usage.ofAnswer(answer('3', 9, '<synthetic>'))).toEqual([]);
  const events = usage.ofResult(result(100));
  expect(outputs(events)).toEqual([
    ['m-1', 96, 0.5],
    ['m-2', 1, 0.1],
  ]);
  expect(events[0]).toMatchObject({ tokens: { input: 0, cacheRead: 0 } });
  expect(outputs(usage.ofResult(result(7)))).toEqual([
    ['m-1', 7, 0.5],
    ['m-2', 1, 0.1],
  ]);
});

it('takes what an older version says of the whole answer for that of the last model', () => {
  const usage = new ClaudeCodeUsage();
  usage.ofAnswer(answer('1', 1));
  expect(outputs(usage.ofResult({ usage: { input_tokens: 5, output_tokens: 30 } }))).toEqual([
    ['m-1', 29, undefined],
  ]);
});
