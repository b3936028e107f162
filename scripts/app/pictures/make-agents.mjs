import { typePrompt } from './claude.mjs';
import { repair } from './project.mjs';
import { docker, expect, inside, leaveRunning } from './window.mjs';

/** A Claude Code agent on a private copy of the project, from the dialog to its prompt. */
export async function makeClaude({ window, take, project }) {
  const { page } = window;
  const dialog = await window.newAgent({
    type: 'Claude Code',
    name: 'cart-rounding',
    purpose: 'Rounds tax to a cent',
    preset: 'Balanced',
  });
  await dialog.getByRole('radio', { name: 'Private copy', exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Folder to copy' }).fill(project);
  await expect(dialog.getByRole('status', { name: 'Size of the copy' })).toContainText('files');
  await dialog.getByRole('button', { name: 'Add Anthropic credential' }).click();
  const secret = page.getByRole('dialog', { name: 'Add secret' });
  await secret.getByRole('textbox', { name: 'Name' }).fill('Work key');
  await secret.getByRole('textbox', { name: 'Secret' }).fill('sk-ant-api03-an-example-and-no-real-key');
  await secret.getByRole('button', { name: 'Save secret' }).click();
  await expect(dialog.getByRole('checkbox', { name: 'Work key' })).toBeChecked();
  await take('new-agent');
  await window.create(dialog);
  await typePrompt(page, 'Round the tax to a cent, and add a test for an empty cart');
  await take('claude-code');
}

/** Three more agents, and work for all of them, so that the graphs have something to show. */
export async function makeOthers({ window }) {
  for (const [name, purpose, preset] of [
    ['docs-writer', 'Writes the manual', 'Strict'],
    ['flaky-tests', 'Finds tests that fail now and then', 'Open'],
    ['release-notes', 'Collects what has changed', 'Balanced'],
  ]) {
    await window.create(await window.newAgent({ type: 'Shell', name, purpose, preset }));
  }
  leaveRunning('docs-writer', busy({ milliseconds: 300, kibibytes: 100 }));
  leaveRunning('flaky-tests', busy({ milliseconds: 2_500, kibibytes: 3_000 }));
  docker('pause', 'bulkhead-release-notes');
  inside('cart-rounding', repair);
  // Tests of the project, and questions to the real package registry.
  leaveRunning(
    'cart-rounding',
    'cd /workspace; while :; do npm test; npm view left-pad >/dev/null; sleep $((RANDOM % 4)); done',
  );
}

/** A line that computes and takes memory, by fits and starts. */
function busy({ milliseconds, kibibytes }) {
  const program = [
    'const held = []',
    `const end = Date.now() + Math.random() * ${milliseconds}`,
    `while (Date.now() < end) { held.push(Buffer.alloc(Math.random() * ${kibibytes} * 1024, 1)); if (held.length > 40) held.shift() }`,
  ].join('; ');
  return `while :; do node -e "${program}"; sleep 0.$((RANDOM % 9 + 1)); done`;
}
