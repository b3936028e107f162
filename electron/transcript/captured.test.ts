import { expect, it } from 'vitest';
import type { TaskOutput } from '../contract/task-program.ts';
import { capturedEvents, capturedLines, inShort } from './captured.fixture.ts';
import { transcriptReader } from './reader.ts';

const short = (output: TaskOutput, name: string) => capturedEvents(output, name).map(inShort);

it('reads Claude Code: its calls with their results, and the usage of answers that it did not print', () => {
  expect(short('claude-code', 'claude-code-tools')).toEqual([
    'session 795a8ed6-d45f-438c-a82e-db87f9eefd74 claude-opus-5-5',
    'toolu_test0 Bash echo one; echo two >&2; exit 3',
    'usage claude-opus-5-5 1/7/0/0 $undefined',
    'toolu_test0 failed: Exit code 3',
    'toolu_test1 Read /workspace/done.txt',
    'toolu_test1 done: 1\tIt is done.',
    'toolu_test2 Edit /workspace/done.txt',
    'toolu_test2 done: The file /workspace/done.txt has been updated successfully. (file state is curre',
    'toolu_test3 Read /workspace/missing',
    'toolu_test3 failed: File does not exist. Note: your current working directory is /workspace.',
    'agent: "File does not exist. Note: your current working directory is /workspace."',
    'usage claude-opus-5-5 4/28/0/0 $0.0007199999999999999',
  ]);
  const [bash, , edit] = capturedEvents('claude-code', 'claude-code-tools').filter(
    ({ kind }) => kind === 'tool-call',
  );
  expect(bash).toMatchObject({ input: 'echo one; echo two >&2; exit 3\ndescription: Print', edits: [] });
  expect(edit).toMatchObject({
    at: Date.parse('2026-11-27T17:34:57.945Z'),
    edits: [{ path: '/workspace/done.txt', diff: '-It is done.\n+It is not done.\n+Yet.' }],
  });
});

it('counts of a follow-up of Claude Code only what is its own, though it says the usage of the session', () => {
  expect(short('claude-code', 'claude-code-follow-up')).toEqual([
    'session d032ef2f-9ca3-4638-a03d-0921b90dafb2 claude-opus-5-5',
    'agent: done.txt is written.',
    'usage claude-opus-5-5 1/7/0/0 $undefined',
    'usage claude-opus-5-5 0/0/0/0 $0.00014399999999999998',
  ]);
});

it('reads what a sub-agent of Claude Code says, and no more than once that the session began', () => {
  const events = short('claude-code', 'claude-code-sub-agent');
  expect(events).toContain('toolu_test0 Agent Look around');
  expect(events).toContain('agent: Hello from the test world.');
  expect(events.filter((event) => event.startsWith('session'))).toHaveLength(1);
  expect(events.filter((event) => event.startsWith('text'))).toEqual([]);
});

it('reads the errors of a provider that cannot be reached', () => {
  expect(short('claude-code', 'claude-code-error')).toEqual([
    'session 9abb0e59-139d-45ec-ad53-9c7851bdb426 claude-opus-5-5',
    'error: The provider failed (unknown); it is asked again, 1 of 2.',
    'error: The provider failed (unknown); it is asked again, 2 of 2.',
    'error: API Error: Connection refused — a firewall or proxy may be blocking it (ECONNREF',
  ]);
  expect(short('codex', 'codex-error').at(-1)).toBe(
    'error: Reconnecting... waiting for network (Connection failed: error sending request)',
  );
  expect(short('opencode', 'opencode-error')).toEqual([
    'session ses_de1e7b935ffeXXQjGpUcu2U5Cp undefined',
    'error: Unexpected server error. Check server logs for details.',
  ]);
});

it('reads Codex, among what it prints on its standard error stream', () => {
  expect(short('codex', 'codex-tools')).toEqual([
    'text: Reading additional input from stdin...',
    'session 01a21e15-3fb9-7242-8141-d6873bbd7eb5 undefined',
    'text: 2026-11-27T17:37:24.998739Z ERROR codex_api::endpoint::responses_websocket: fail',
    "item_0 shell /bin/bash -lc 'echo one; echo two >&2; exit 3'",
    'item_0 failed: one',
    'item_1 apply_patch update /workspace/done.txt',
    'item_1 done: ',
    'agent: [{"type":"input_text","text":"Script completed\\nWall time 0.0 seconds\\nOutput:\\n',
    'usage undefined 5/35/0/0 $undefined',
  ]);
});

it('counts of a follow-up of Codex what was not counted before, when it goes on with that session', () => {
  const tokens = { input: 2, output: 14, cacheRead: 0, cacheWrite: 0 };
  const usage = (id: string) =>
    capturedEvents('codex', 'codex-follow-up', transcriptReader('codex', { id, tokens })).map(inShort).at(-1);
  expect(usage('01a21e11-b745-7192-bf40-f8c1dad8ecdb')).toBe('usage undefined 1/7/0/0 $undefined');
  expect(usage('another')).toBe('usage undefined 3/21/0/0 $undefined');
});

it('reads Gemini CLI', () => {
  const id = (tool: string, time: number) => `${tool}__${tool}_${time}_0`;
  const shell = id('run_shell_command', 1795801037190);
  const replace = id('replace', 1795801037442);
  const read = id('read_file', 1795801037476);
  expect(short('gemini-cli', 'gemini-cli-tools')).toEqual([
    'text: Ripgrep is not available. Falling back to GrepTool.',
    'session 524c6c2b-4aad-4ef3-80bd-bcdd4f26012a undefined',
    'person: Read these lines.',
    `${shell} run_shell_command echo one; echo two >&2; exit 3`,
    `${shell} done: one`,
    `${replace} replace /workspace/done.txt`,
    `${replace} done: `,
    `${read} read_file /workspace/missing`,
    `${read} failed: File not found: /workspace/missing`,
    'agent: {"error":"File not found: /workspace/missing"}',
    'usage test 5/35/0/0 $undefined',
  ]);
});

it('reads OpenCode', () => {
  const events = short('opencode', 'opencode-tools').filter((event) => !event.startsWith('usage'));
  expect(events).toEqual([
    'session ses_de1eafe48ffewecshZid5oVb4q undefined',
    'toolu_test0 bash echo one; echo two >&2; exit 3',
    'toolu_test0 done: one',
    'toolu_test1 edit /workspace/done.txt',
    'toolu_test1 done: Edit applied successfully.',
    'toolu_test2 read /workspace/missing',
    'toolu_test2 failed: File not found: /workspace/missing',
    expect.stringContaining('toolu_test3 todowrite todos: [{"content":"First"'),
    'First done, Second doing, Third open',
    'toolu_test3 done: [',
    'toolu_test4 task Look',
    'toolu_test4 done: <task id="ses_de1ead5d4ffeCEmUGjfaNht8pu" state="completed">',
    expect.stringContaining('agent: "<task id='),
  ]);
  expect(short('opencode', 'opencode-tools').at(-1)).toBe('usage undefined 1/7/0/0 $0.000108');
});

it.each(['claude-code', 'codex', 'gemini-cli', 'opencode'] as const)(
  'shows what is no line of %s as text',
  (output) => {
    const [whole = ''] = capturedLines(`${output}-tools`).filter((line) => line.startsWith('{'));
    const lines = ['', 'npm warn', '{"type":"of-next-year","x":1}', '[1]', '{}', whole.slice(0, -9), 'null'];
    const { line } = transcriptReader(output);
    expect(lines.flatMap(line)).toEqual(
      lines.map((text) => ({ at: undefined, raw: text, kind: 'text', text })),
    );
    const nested = `{"type":"tool_use","parameters":${'['.repeat(300_000)}${']'.repeat(300_000)}}`;
    expect(line(nested)).toHaveLength(1);
    expect(line('x'.repeat(5_000_000))).toMatchObject([
      { kind: 'text', text: expect.stringContaining('the rest of 5000000 characters is cut off') },
    ]);
  },
);
