import { expect, it } from 'vitest';
import { AnswerEach } from './answer-each.ts';

function open() {
  const asked: { id: string; signal: AbortSignal; answer(allowed: boolean): void }[] = [];
  const answers: [string, boolean][] = [];
  const each = new AnswerEach<{ id: string }>({
    ask: ({ id }, signal) =>
      new Promise((resolve, reject) => {
        asked.push({ id, signal, answer: resolve });
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
    answer: ({ id }, allowed) => void answers.push([id, allowed]),
  });
  return { asked, answers, each };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

it('asks about one after the other, each once', async () => {
  const { asked, answers, each } = open();
  each.update([{ id: '1' }, { id: '2' }]);
  each.update([{ id: '1' }, { id: '2' }]);
  await turn();
  expect(asked.map(({ id }) => id)).toEqual(['1']);
  asked[0]?.answer(true);
  await turn();
  asked[1]?.answer(false);
  await turn();
  expect(answers).toEqual([
    ['1', true],
    ['2', false],
  ]);
});

it('withdraws a question that was answered elsewhere, and goes on with the next', async () => {
  const { asked, answers, each } = open();
  each.update([{ id: '1' }, { id: '2' }, { id: '3' }]);
  await turn();
  each.update([{ id: '3' }]);
  await turn();
  expect(asked.map(({ id, signal }) => [id, signal.aborted])).toEqual([
    ['1', true],
    ['3', false],
  ]);
  expect(answers).toEqual([]);
});
