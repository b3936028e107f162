import { expect, it } from 'vitest';
import { sampleSpec } from './agent.fixture.ts';
import { privateCopy } from './agent-spec.ts';
import { PROMPT_MAX_BYTES, promptSchema, taskRequestSchema } from './task.ts';

const problemOf = (prompt: string) => promptSchema.safeParse(prompt).error?.issues[0]?.message;

it.each(['-x', '"quoted" \'too\'', 'one\ntwo', '  indented', '\ud800', 'é'.repeat(PROMPT_MAX_BYTES / 2)])(
  'takes a prompt as it is: %#',
  (prompt) => {
    expect(promptSchema.parse(prompt)).toBe(prompt);
  },
);

it('refuses a prompt that says nothing, is too long for a program, or cannot be an argument', () => {
  expect(problemOf(' \n\t')).toBe('Write what is to be done.');
  expect(problemOf('é'.repeat(PROMPT_MAX_BYTES / 2 + 1))).toContain('at most 120 kB');
  expect(problemOf('a\0b')).toContain('NUL');
});

it('takes private copies alone, and at most ten', () => {
  const spec = sampleSpec({
    workspace: privateCopy({ kind: 'folder', path: '/p', respectGitignore: false }),
  });
  const request = (count: number, one = spec) =>
    taskRequestSchema.safeParse({ prompt: 'Fix it', attempts: Array.from({ length: count }, () => one) });
  expect(request(10).success).toBe(true);
  expect(request(11).success).toBe(false);
  expect(request(0).success).toBe(false);
  expect(request(1, sampleSpec()).success).toBe(false);
});
