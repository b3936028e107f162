import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '../harness/app/app.ts';
import { AppPage } from '../harness/app/pages/app-page.ts';
import { leftBehind, takeInventory } from '../harness/engine/inventory.ts';

const FILE = `version: 1
name: from-file
type: custom
image: busybox:stable
command: [sleep, infinity]
memory: 64m
tmpSize: 32m
cpus: 0.5
isolation: { preset: balanced }
egress:
  mode: allowlist
  allowedDomains: [example.com]
  rules:
    - { effect: deny, host: ads.example.com }
`;

test('an agent comes from a reviewed file, and goes out as a file and for Compose', async ({
  window,
  engine,
}) => {
  const before = await takeInventory(engine);
  const main = new AppPage(window);
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();

  await test.step('a file that asks for what nobody knows is refused, with its place', async () => {
    await window.keyboard.press('ControlOrMeta+k');
    await window.getByRole('option', { name: 'Import agent…' }).click();
    const dialog = window.getByRole('dialog', { name: 'Import agent' });
    await dialog.getByRole('textbox', { name: 'YAML' }).fill(`${FILE}privileged: true\n`);
    await expect(dialog.getByRole('alert')).toContainText('Line 15, column 1');
    await expect(dialog.getByRole('button', { name: 'Continue' })).toBeDisabled();
    await dialog.getByRole('textbox', { name: 'YAML' }).fill(FILE);
    const review = dialog.getByRole('region', { name: 'What it would be allowed' });
    await expect(review.getByRole('listitem').first()).toContainText('Runs the image busybox:stable.');
    await expect(review).toContainText('Never reaches ads.example.com.');
    await dialog.getByRole('button', { name: 'Continue' }).click();
  });

  await test.step('the New agent dialog is filled, and makes it', async () => {
    const dialog = window.getByRole('dialog', { name: 'New agent' });
    await expect(dialog.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('from-file');
    await expect(dialog.getByRole('textbox', { name: 'Memory limit' })).toHaveValue('64m');
    await expect(dialog.getByRole('button', { name: /^Customize hardening/ })).toContainText('/tmp of 32m');
    await expect(dialog.getByRole('textbox', { name: 'Allowed domains' })).toHaveValue('example.com');
    await dialog.getByRole('button', { name: 'Create agent' }).click();
    await expect(main.row('from-file')).toHaveAccessibleDescription(/^Running/);
  });

  await test.step('it is exported with its rules, and as a Compose file', async () => {
    await main.row('from-file').click({ button: 'right' });
    await window.getByRole('menuitem', { name: 'Export…' }).click();
    const dialog = window.getByRole('dialog', { name: 'Export agent' });
    await expect(dialog.getByRole('region', { name: 'from-file.yaml' })).toContainText(
      'host: ads.example.com',
    );
    await dialog.getByRole('radio', { name: 'Compose file' }).click();
    const compose = dialog.getByRole('region', { name: 'compose.yaml' });
    await expect(compose).toContainText('read_only: true');
    await expect(compose).toContainText('the agent reaches nothing');
    await dialog.getByRole('button', { name: 'Done' }).click();
  });

  const page = await main.open('from-file');
  await page.remove({ workspace: true });
  await expect.poll(async () => leftBehind(before, await takeInventory(engine))).toEqual([]);
});

test('a project’s bulkhead.yaml proposes its agent, and again when it has changed', async ({ window }) => {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-project-'));
  // The app runs as another user than the test.
  chmodSync(folder, 0o777);
  const write = (text: string) => writeFileSync(join(folder, 'bulkhead.yaml'), text, { mode: 0o644 });
  try {
    write('version: 1\nname: proposed\nworkspace: { kind: host-folder }\negress: { mode: full }\n');
    const dialog = await new AppPage(window).newAgent();
    await dialog.radio('Workspace', 'Host folder').click();
    await dialog.folder.fill(folder);
    const proposal = dialog.root.getByRole('status').filter({ hasText: 'bulkhead.yaml' });
    await expect(proposal).toContainText('This folder proposes an agent');
    await expect(proposal).toContainText('Internet: everything public.');
    await expect(proposal).toContainText(`Reads and changes ${folder}`);
    await expect(dialog.name).not.toHaveValue('proposed');
    await proposal.getByRole('button', { name: 'Use proposal' }).click();
    await expect(dialog.name).toHaveValue('proposed');
    await expect(dialog.radio('Internet egress', 'Full')).toBeChecked();

    write('version: 1\nname: proposed\nworkspace: { kind: host-folder }\negress: { mode: off }\n');
    await expect(proposal).toContainText('has changed since you took it');
    await expect(dialog.radio('Internet egress', 'Full')).toBeChecked();

    write(`version: 1\nworkspace: { kind: host-folder, path: /etc }\n`);
    await expect(dialog.root.getByText('A project may only ask for its own')).toBeVisible();
    await dialog.cancel.click();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
