/** What `claude --print --output-format stream-json` prints of a short session, with what a hostile one would say in it. */
const SESSION = '0b6f7b8e-4d1c-4a7e-9a54-3d8f0f6c1a11';
const START_MS = Date.UTC(2026, 0, 5, 10);

let clock = 0;
const at = () => {
  clock += 1;
  return { session_id: SESSION, timestamp: new Date(START_MS + clock * 1_500).toISOString() };
};

const answer = (id: string, content: object, parent: string | null = null) => ({
  type: 'assistant',
  message: {
    id,
    model: 'claude-sonnet-4-5',
    role: 'assistant',
    content: [content],
    usage: {
      input_tokens: 12,
      output_tokens: 40,
      cache_read_input_tokens: 18_200,
      cache_creation_input_tokens: 900,
    },
  },
  parent_tool_use_id: parent,
  ...at(),
});

const use = (id: string, name: string, input: object) => ({ type: 'tool_use', id, name, input });

const result = (id: string, content: string, isError = false, parent: string | null = null) => ({
  type: 'user',
  message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content, is_error: isError }] },
  parent_tool_use_id: parent,
  ...at(),
});

export const CLAUDE_CODE_STREAM: readonly object[] = [
  { type: 'system', subtype: 'init', cwd: '/workspace', model: 'claude-sonnet-4-5', ...at() },
  answer('m1', { type: 'thinking', thinking: 'The total is off by one item.\nI look at the cart first.' }),
  answer('m2', {
    type: 'text',
    text: 'I look at the cart first, then at `total()`.\n\n```js\nconst total = items.reduce((sum, { price }) => sum + price, 0);\n```\n\nIt leaves out the last item.',
  }),
  answer(
    'm3',
    use('t1', 'TodoWrite', {
      todos: [
        { content: 'Find why the total is wrong', status: 'completed', activeForm: 'Finding' },
        { content: 'Fix the total', status: 'in_progress', activeForm: 'Fixing' },
        { content: 'Run the tests', status: 'pending', activeForm: 'Running' },
      ],
    }),
  ),
  result('t1', 'Todos have been modified successfully.'),
  answer('m4', use('t2', 'Task', { description: 'Search for callers', prompt: 'Who calls total()?' })),
  answer('m5', use('t3', 'Grep', { pattern: 'total\\(', path: '/workspace' }), 't2'),
  result('t3', 'cart.js\nshop.js', false, 't2'),
  result('t2', 'cart.js and shop.js call it.'),
  answer(
    'm6',
    use('t4', 'Edit', {
      file_path: '/workspace/cart.js',
      old_string: 'for (let i = 0; i < items.length - 1; i++) {\n  sum += items[i].price;\n}',
      new_string: 'for (const { price } of items) {\n  sum += price;\n}',
    }),
  ),
  result('t4', 'The file /workspace/cart.js has been updated.'),
  answer('m7', use('t5', 'Bash', { command: 'npm test', description: 'Run the tests' })),
  result('t5', 'Error: cannot find module "left-pad"\n    at cart.js:1', true),
  answer('m8', {
    type: 'text',
    text: '<img src="https://evil.test/x.png"><b>bold</b> [a link](https://evil.test) \u202egnp.exe',
  }),
  {
    type: 'result',
    subtype: 'success',
    is_error: false,
    result: 'done',
    total_cost_usd: 0.0421,
    usage: {
      input_tokens: 96,
      output_tokens: 640,
      cache_read_input_tokens: 145_600,
      cache_creation_input_tokens: 7_200,
    },
    model_usage_since_last_result: {
      'claude-sonnet-4-5': {
        inputTokens: 96,
        outputTokens: 640,
        cacheReadInputTokens: 145_600,
        cacheCreationInputTokens: 7_200,
        costUSD: 0.0421,
      },
    },
    ...at(),
  },
];
