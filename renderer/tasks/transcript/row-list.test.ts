import { expect, it } from 'vitest';
import type { TranscriptEvent } from '../../../electron/contract/transcript.ts';
import { call, message, result, rowsOf, todos } from './events.fixture.ts';
import { RowList } from './row-list.ts';
import type { Row } from './rows.ts';

/** "Task", " Bash": what each row is, indented as it is shown. */
const outline = (rows: readonly Row[]) =>
  rows.map(
    ({ content, depth }) => ' '.repeat(depth) + (content.kind === 'call' ? content.callId : content.kind),
  );

it('puts the result of a call into its row', () => {
  const rows = rowsOf(call('a'), call('b'), result('a', { output: 'of a', failed: true, at: 5 }));
  expect(outline(rows)).toEqual(['a', 'b']);
  expect(rows[0]).toMatchObject({
    revision: 1,
    content: { result: { output: 'of a', failed: true, at: 5 } },
  });
  expect(rows[1]).toMatchObject({ revision: 0, content: { result: undefined } });
});

it('shows a result without its call, and a second one of the same call', () => {
  expect(outline(rowsOf(result('x'), call('a'), result('a'), result('a')))).toEqual([
    'result',
    'a',
    'result',
  ]);
});

it('puts what sub-agents do below the call that began them, however it is mixed', () => {
  const rows = rowsOf(
    call('one', { tool: 'Task' }),
    call('two', { tool: 'Task' }),
    call('1a', { parent: 'one' }),
    call('2a', { parent: 'two' }),
    message('Both work.'),
    call('1b', { parent: 'one' }),
    call('1bx', { parent: '1b' }),
    call('1c', { parent: 'one' }),
    call('lost', { parent: 'nobody' }),
  );
  expect(outline(rows)).toEqual(['one', ' 1a', ' 1b', '  1bx', ' 1c', 'two', ' 2a', 'message', 'lost']);
});

it('indents no further than there is room', () => {
  const chain = Array.from({ length: 50 }, (_, n) => call(`${n}`, n === 0 ? {} : { parent: `${n - 1}` }));
  const rows = rowsOf(...chain);
  expect(rows.map(({ depth }) => depth).slice(0, 7)).toEqual([0, 1, 2, 3, 4, 4, 4]);
  expect(outline(rows).map((line) => line.trim())).toEqual(chain.map((_, n) => `${n}`));
});

it('knows the newest to-dos', () => {
  const list = new RowList();
  list.add(todos('one'), 0);
  const first = list.newestTodos;
  list.add(todos('one', 'two'), 1);
  expect(list.newestTodos).toBe(list.rows[1]);
  expect(first?.revision).toBe(1);
});

it('shows a list with the call that makes it', () => {
  const list = new RowList();
  list.add(call('a'), 0);
  list.add(todos('one'), 0);
  expect(list.rows).toHaveLength(1);
  expect(list.newestTodos).toBe(list.rows[0]);
  expect(list.rows[0]?.content).toMatchObject({ kind: 'call', todos: [{ text: 'one' }] });
});

it('adds up the usage of a turn where its newest answer ends', () => {
  const usage = (input: number, costUsd: number | undefined, model = 'one'): TranscriptEvent => ({
    at: undefined,
    raw: '',
    kind: 'usage',
    model,
    tokens: { input, output: 1, cacheRead: 2, cacheWrite: 3 },
    costUsd,
  });
  const prompt: TranscriptEvent = { at: undefined, raw: '', kind: 'message', from: 'person', text: 'Go on.' };
  const rows = rowsOf(
    usage(10, undefined),
    call('a'),
    usage(5, 0.5),
    usage(1, 0.25, 'two'),
    prompt,
    usage(7, undefined),
  );
  expect(outline(rows)).toEqual(['a', 'usage', 'message', 'usage']);
  expect(rows[1]?.content).toEqual({
    kind: 'usage',
    models: ['one', 'two'],
    tokens: { input: 16, output: 3, cacheRead: 6, cacheWrite: 9 },
    costUsd: 0.75,
  });
  expect(rows[3]?.content).toMatchObject({ tokens: { input: 7 }, costUsd: undefined });
});

it('forgets the oldest rows, and a result of one of them stands alone', () => {
  const list = new RowList();
  for (const [line, event] of [call('a'), call('b'), message('x'), message('y')].entries())
    list.add(event, line);
  list.drop(1, 100);
  expect(outline(list.rows)).toEqual(['b', 'message', 'message']);
  list.add(result('a'), 4);
  expect(outline(list.rows)).toEqual(['b', 'message', 'message', 'result']);
  list.drop(0, 2);
  expect(outline(list.rows)).toEqual(['message', 'result']);
});
