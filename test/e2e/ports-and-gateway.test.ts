import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { createGatewayAgent, test } from '../harness/app/agents.ts';
import { expect } from '../harness/app/app.ts';
import { answerConsent } from '../harness/app/consent.ts';
import { keepPicture } from '../harness/app/keep-picture.ts';
import { docker, dockerOutput } from '../harness/engine/docker-cli.ts';

const NAME = 'open-otter';

test('publishes a port of an agent on localhost, says which one is taken, and takes it back', async ({
  window,
}, testInfo) => {
  await createGatewayAgent(window, NAME);
  const serve = 'echo from the agent > /tmp/index.html; httpd -p 3000 -h /tmp';
  await dockerOutput('exec', `bulkhead-${NAME}`, 'sh', '-c', serve);
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const { port: taken } = squatter.address() as AddressInfo;

  await window.getByRole('tab', { name: 'Network', exact: true }).click();
  await window.getByRole('radio', { name: 'Ports', exact: true }).click();
  await expect(window.getByText('No port is published.')).toBeVisible();
  const field = window.getByRole('textbox', { name: 'Publish a port' });
  await field.fill('70000');
  await field.press('Enter');
  await expect(field).toHaveAttribute('aria-invalid', 'true');

  await field.fill(`${taken}:3000`);
  await window.getByRole('button', { name: 'Publish', exact: true }).click();
  await expect(window.getByText(new RegExp(`port ${taken}.*(use|taken)`, 'i')).first()).toBeVisible();
  await keepPicture(window, testInfo, 'taken.png');
  await new Promise((resolve) => squatter.close(resolve));

  const table = window.getByRole('table', { name: 'Published ports' });
  await field.fill('3000');
  await field.press('Enter');
  const row = table.getByRole('row').filter({ hasText: '3000' });
  await expect(row).toContainText('Listening');
  const port = new RegExp(`http://${NAME}\\.localhost:(\\d+)/`).exec((await row.textContent()) ?? '')?.[1];
  const address = `http://127.0.0.1:${port}/`;
  const fetched = await fetch(address);
  expect(await fetched.text()).toContain('from the agent');
  expect(await seriousViolations(window)).toEqual([]);
  await window.emulateMedia({ colorScheme: 'dark' });
  await window.setViewportSize({ width: 1024, height: 700 });
  await keepPicture(window, testInfo, 'ports-dark.png');

  await row.getByRole('button', { name: 'Unpublish port 3000' }).click();
  await expect(window.getByText('No port is published.')).toBeVisible();
  await expect(fetch(address)).rejects.toThrow();
});

test('tries another base image for the gateway first, and replaces the gateway only by one that works', async ({
  running,
}, testInfo) => {
  const { app, window } = running;
  await answerConsent(app, true);
  await createGatewayAgent(window, NAME);
  const gateway = async () =>
    (await docker('inspect', '-f', '{{.Id}} {{.State.Running}}', 'bulkhead-gateway')).trim();
  const before = await gateway();
  await docker('tag', 'node:24-slim', 'bulkhead-test/own-node:1');
  try {
    // A console keeps the keys that are pressed in it.
    await window.getByRole('tab', { name: 'Overview', exact: true }).click();
    await window.keyboard.press('Control+Comma');
    const settings = window.getByRole('dialog', { name: 'Settings' });
    const field = settings.getByRole('textbox', { name: 'Gateway base image' });
    await field.fill('busybox:stable');
    await settings.getByRole('button', { name: 'Use this image' }).click();
    await expect(settings.getByText('has no “node” that runs', { exact: false }).first()).toBeVisible();
    await expect(settings.getByText('The gateway stays as it is')).toBeVisible();
    expect(await gateway()).toBe(before);
    await window.emulateMedia({ colorScheme: 'dark' });
    await window.setViewportSize({ width: 1024, height: 700 });
    await settings.getByText('The gateway stays as it is').scrollIntoViewIfNeeded();
    await keepPicture(window, testInfo, 'wrong-base-dark.png');

    await field.fill('bulkhead-test/own-node:1');
    await settings.getByRole('button', { name: 'Use this image' }).click();
    await expect(settings.getByRole('status', { name: 'Gateway base image' })).toContainText('In use');
    await expect(settings.getByText('The gateway stays as it is')).toBeHidden();
    await expect
      .poll(async () => await gateway().catch(() => ''))
      .toMatch(new RegExp(`^(?!${before.split(' ')[0]})\\S+ true$`));
  } finally {
    await docker('rmi', 'bulkhead-test/own-node:1');
  }
});
