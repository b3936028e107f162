import { expect, it } from 'vitest';
import type { AttemptProgress } from '../../contract/attempt-progress.ts';
import type { TaskOutput } from '../../contract/task-program.ts';
import type { TranscriptEvent } from '../../contract/transcript.ts';
import type { LineEvent } from '../../transcript/json-reader.ts';
import { addProgress, countedSession, withEvent } from './progress.ts';

const after = (events: readonly LineEvent[], output: TaskOutput = 'codex'): AttemptProgress =>
  events.reduce<AttemptProgress>(
    (progress, event) => withEvent(progress, { ...event, at: undefined, raw: '' } as TranscriptEvent, output),
    {},
  );
const says = (text: string): LineEvent => ({ kind: 'message', from: 'agent', text });
const calls = (input: string): LineEvent => ({
  kind: 'tool-call',
  callId: '1',
  tool: 'Bash',
  input,
  edits: [],
  parent: undefined,
});
const tokens = (input: number) => ({ input, output: 1, cacheRead: 0, cacheWrite: 0 });
const uses = (model: string | undefined, input: number, costUsd?: number): LineEvent => ({
  kind: 'usage',
  model,
  tokens: tokens(input),
  costUsd,
});

it('says the last call or message, in one line', () => {
  expect(after([says('I look.'), calls('npm test\ndescription: x')]).now).toBe('Bash npm test');
  expect(after([calls('npm test'), says('Done.\n\nAll is green.')]).now).toBe('Done. All is green.');
  expect(after([says('Half a '), { ...says('sentence.'), continues: true } as LineEvent]).now).toBe(
    'Half a sentence.',
  );
  expect(after([says('Done.'), { kind: 'text', text: 'npm warn' }]).now).toBe('Done.');
  expect(after([says('Done.'), { kind: 'message', from: 'person', text: 'More' }]).now).toBe('Done.');
  expect(
    after(
      [
        { kind: 'text', text: 'compiles' },
        { kind: 'text', text: '' },
      ],
      'text',
    ).now,
  ).toBe('compiles');
});

it('shows of a hostile text nothing that is not seen, and no more than fits', () => {
  expect(after([says('\u001b[31mred\u001b[0m \u0007\u202ebackwards\u2066\0')]).now).toBe('red backwards');
  expect(after([says('😀'.repeat(1_000_000))]).now).toBe(`${'😀'.repeat(99)}…`);
  expect(after([{ kind: 'session', id: '$(reboot)', model: undefined }])).toEqual({});
  const many = after(Array.from({ length: 500 }, (_, at) => uses(`model-${at}`, 1)));
  expect(many.usage).toHaveLength(21);
  expect(countedSession({ ...many, session: 's' })).toEqual({
    id: 's',
    tokens: { ...tokens(500), output: 500 },
  });
});

it('adds up usage by model, and the cost where it is said', () => {
  const first = after([uses('a', 1), uses(undefined, 2), uses('a', 3, 0.25)]);
  expect(first.usage).toEqual([
    { model: 'a', tokens: { ...tokens(4), output: 2 }, costUsd: 0.25 },
    { tokens: tokens(2) },
  ]);
  const both = addProgress({ ...first, now: 'one', session: 's' }, { ...after([uses('a', 1)]), now: 'two' });
  expect(both).toMatchObject({ now: 'two', session: 's', usage: [{ tokens: { input: 5 } }, {}] });
  expect(addProgress({}, {})).toEqual({});
});
