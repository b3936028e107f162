import { afterAll, beforeAll, expect, it } from 'vitest';
import { Scope } from '../../../electron/lib/scope.ts';
import {
  busyboxSpec,
  createAgent,
  type TestProvisioning,
  testProvisioning,
} from '../../harness/agents/provisioning.ts';
import { docker } from '../../harness/engine/docker-cli.ts';

const scope = new Scope();
let setup: TestProvisioning;
beforeAll(async () => {
  setup = await testProvisioning(scope);
});
afterAll(() => scope.dispose());

// First reported as https://github.com/devcontainers/images/issues/1925 (no locale: text is drawn wrong) and
// https://github.com/tianon/docker-brew-ubuntu-core/issues/190.
it.each([
  { image: 'busybox:stable', shell: '/bin/sh' },
  { image: 'debian:bookworm-slim', shell: '/bin/bash' },
])('the main program of $image has a locale, a terminal, a user and a shell', async ({ image, shell }) => {
  const name = shell.slice(5);
  const command = ['sh', '-c', 'env; echo "user $(id -un)"; exec sleep 3600'];
  await createAgent(setup, {
    ...busyboxSpec(name, { image, command }),
    env: [{ name: 'COLORTERM', value: '' }],
  });
  await expect.poll(() => docker('logs', `bulkhead-${name}`)).toContain('user ');
  const lines = (await docker('logs', `bulkhead-${name}`)).split('\n');
  const user = lines.at(-1)?.slice('user '.length);
  expect(lines).toEqual(
    expect.arrayContaining([
      ...['LANG=C.UTF-8', 'TERM=xterm-256color', 'COLORTERM='],
      ...[`USER=${user}`, `LOGNAME=${user}`, `SHELL=${shell}`],
    ]),
  );
});
