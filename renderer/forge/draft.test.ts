import { expect, it } from 'vitest';
import { openPullRequestSchema } from '../../electron/contract/forge.ts';
import type { Attempt, Task } from '../../electron/contract/task.ts';
import { draftOf, workOf } from './draft.ts';
import { statusText } from './status-text.ts';

const attempt = { number: 2, agentId: 'agent', checkExitCode: 0 } as Attempt;
const task = {
  title: 'Fix the “log-in”',
  prompt: 'Fix the “log-in”\n\nIt fails.\n',
  check: 'npm test',
  attempts: [attempt],
} as unknown as Task;

it('says the prompt, how the check ended, and the changed files, as code', () => {
  const files = [
    { path: 'src/a.ts', status: 'modified' },
    { path: 'odd`\u202e[x](y)', status: 'added' },
  ];
  const draft = draftOf('fix-2', workOf([task], 'agent'), files);
  expect(draft.title).toBe('Fix the “log-in”');
  expect(draft.branch).toBe('bulkhead/fix-the-log-in/2');
  expect(draft.body.split('\n')).toEqual([
    '> Fix the “log-in”',
    '>',
    '> It fails.',
    '',
    'Check `npm test`: passed.',
    '',
    'Changed files:',
    '',
    '- `src/a.ts` (modified)',
    '- `` odd`\\u{202e}[x](y) `` (added)',
  ]);
  const input = { agentId: 'agent', kind: 'github', base: 'main', draft: true, seen: '', ...draft };
  expect(openPullRequestSchema.safeParse(input).success).toBe(true);
});

it('names the agent of no task, and the issue that a task came from', () => {
  expect(draftOf('otter', workOf([task], 'another'), [])).toEqual({
    title: 'Changes of otter',
    body: '',
    branch: 'bulkhead/otter',
  });
  const issue = 'https://github.com/o/p/issues/7';
  expect(draftOf('x', { task: { ...task, issue, attempts: [] }, number: 1 }, []).body).toBe(
    `Closes ${issue}`,
  );
});

it('counts checks by their state and names those that failed', () => {
  const check = (name: string, state: 'passed' | 'failed') => ({ name, state });
  expect(
    statusText({
      state: 'open',
      checks: [check('a', 'passed'), check('b', 'passed'), check('lint\u202e', 'failed')],
      reviews: [{ by: 'ada', verdict: 'approved' }],
    }),
  ).toBe('Open. Checks: 2 passed, 1 failed (lint\\u{202e}). Reviews: approved by ada.');
  expect(statusText({ state: 'merged', checks: [], reviews: [] })).toBe('Merged. No checks. No reviews.');
});
