import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from './window.mjs';

const PROMPT = 'Round the tax to a cent, and say why';
const MODEL = 'claude-sonnet-4-5';

const said = (id, content, tokens) => ({
  type: 'assistant',
  message: { id, model: MODEL, content, usage: { input_tokens: tokens, output_tokens: 180 } },
});

/** A program of an own type that prints as Claude Code does, and makes the change that it tells of. */
function program(call) {
  const [before, after] = ['return cents * rate;', `return ${call}(cents * rate);`];
  const edit = { file_path: '/workspace/src/cart.js', old_string: `  ${before}`, new_string: `  ${after}` };
  const events = [
    { type: 'system', subtype: 'init', session_id: 'one', model: MODEL },
    said(
      '1',
      [{ type: 'thinking', thinking: 'A price is in cents, so that the tax has to be whole cents.' }],
      4_100,
    ),
    said('2', [{ type: 'text', text: 'The tax of a price can be a part of a cent. I round it.' }], 4_300),
    said('3', [{ type: 'tool_use', id: 'e', name: 'Edit', input: edit }], 5_200),
    { type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: 'e', content: 'Changed.' }] } },
    said('4', [{ type: 'text', text: 'Whole cents everywhere: `total` adds them up as before.' }], 5_600),
  ];
  const prints = events.map((event) => `printf '%s\\n' '${JSON.stringify(event)}'`);
  const change = `sed -i 's/${before.replaceAll('*', '\\*')}/${after}/' src/cart.js`;
  return ['sh', '-c', [...prints, change].join('; '), 'sh', '{prompt}'];
}

/** Adds the types to the app's folder, which the window reads when it opens. */
async function addTypes({ app, window }, types) {
  const userData = await app.evaluate(({ app: electron }) => electron.getPath('userData'));
  for (const [label, command] of Object.entries(types)) {
    const folder = join(userData, 'agent-types', label.toLowerCase());
    mkdirSync(folder, { recursive: true });
    const type = {
      version: 1,
      label,
      description: 'Works on tasks.',
      image: 'busybox:stable',
      limits: { memory: '64m', cpus: 1, pids: 64 },
      egress: { domains: [] },
      task: { command, output: 'claude-code' },
    };
    writeFileSync(join(folder, 'type.json'), JSON.stringify(type));
  }
  const { uid, gid } = statSync(userData);
  execFileSync('chown', ['-R', `${uid}:${gid}`, join(userData, 'agent-types')]);
  await window.page.reload();
}

/** One task of two agents: what one of them did, both side by side, and the board. */
export async function tasks(stage) {
  const { page } = stage.window;
  await addTypes(stage, { Careful: program('Math.round'), Quick: program('Math.floor') });
  await page.getByRole('button', { name: 'New Task', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'New task' });
  await dialog.getByRole('textbox', { name: 'Prompt' }).fill(PROMPT);
  await dialog.getByRole('textbox', { name: 'Project folder or repository' }).fill(stage.project);
  await dialog.getByRole('textbox', { name: 'Check command' }).fill('grep -q Math.round src/cart.js');
  const agents = dialog.getByRole('group', { name: 'Agents' });
  for (const field of await agents.getByRole('spinbutton').all()) await field.fill('0');
  for (const label of ['Careful', 'Quick'])
    await agents.getByRole('spinbutton', { name: label, exact: true }).fill('1');
  await stage.take('new-task');
  await dialog.getByRole('button', { name: 'Create task' }).click();
  // Away from what would explain itself.
  await page.mouse.move(120, 700);
  const attempts = page.getByRole('list', { name: 'Attempts', exact: true });
  await expect(attempts.getByText('Check passed', { exact: true })).toBeVisible();
  await expect(attempts.getByText('Check failed', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Close toast' })).toHaveCount(0);
  await stage.take('task');
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  for (const outcome of ['round', 'floor'])
    await expect(page.getByText(outcome, { exact: true })).toBeVisible();
  await stage.take('compare');
  await page.keyboard.press('Escape');
  await page
    .getByRole('navigation', { name: 'Agents' })
    .getByRole('button', { name: 'Tasks', exact: true })
    .click();
  await stage.take('board');
}
