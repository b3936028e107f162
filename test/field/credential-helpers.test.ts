import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EngineClient } from '../../electron/engine/docker/client.ts';
import { type HelperMachine, runCredentialHelper } from '../../electron/engine/docker/credential-helper.ts';
import { readHostEnvironment } from '../../electron/engine/docker/host-environment.ts';
import { imageCalls } from '../../electron/engine/docker/images.ts';
import { readLoginShellPath } from '../../electron/engine/docker/login-shell-path.ts';
import { createRegistryAuth, parseHelperAnswer } from '../../electron/engine/docker/registry-auth.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-helpers-'));
  await mkdir(join(folder, 'login'));
  await program('login/docker-credential-found', `read -r address; echo "for $address"`);
  await program('login/docker-credential-silent', 'exec sleep 60');
  await program('login/docker-credential-locked', 'echo "the keychain is locked"; exit 1');
  await program('login/docker-credential-stderr', 'echo "pass is not initialised" >&2; exit 1');
  await program('login/docker-credential-failing', 'echo \'{"Username":"me","Secret":"s3cr3t"}\'; exit 2');
  await program('login/docker-credential-killed', 'kill -9 $$');
  await program('login/docker-credential-huge', 'head -c 3000000 /dev/zero | tr "\\0" a');
  await program('login/docker-credential-plain', 'exit 0', 0o644);
  // A shell whose profile prints something, and sets the path as a login does.
  await program('shell', `echo hello; PATH="${join(folder, 'login')}:$PATH"; shift 2; eval "$1"`);
});
afterAll(() => rm(folder, { recursive: true }));

async function program(name: string, script: string, mode = 0o755): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), mode);
}

const machine = (more: Partial<HelperMachine> = {}): HelperMachine => ({
  env: { PATH: '/usr/bin:/bin' },
  loginPath: () => readLoginShellPath(join(folder, 'shell')),
  timeoutMs: 15_000,
  ...more,
});
const run = (name: string, on = machine()) => runCredentialHelper(name, 'ghcr.io', undefined, on);

// First reported as https://github.com/docker/for-mac/issues/3785 and
// https://github.com/rancher-sandbox/rancher-desktop/issues/7543.
it('finds a helper that only the login shell has on its path', async () => {
  expect(await run('found')).toBe('for ghcr.io\n');
  const nowhere = machine({ loginPath: async () => undefined });
  await expect(run('found', nowhere)).rejects.toThrow('was not found, neither on the path of this app');
});

// First reported as https://github.com/docker/docker-credential-helpers/issues/296.
it('names a helper that hangs, one that fails, and one that is a path', async () => {
  await expect(run('silent', machine({ timeoutMs: 200 }))).rejects.toThrow(
    'did not answer within 0.2 seconds',
  );
  await expect(run('locked')).rejects.toThrow('failed (the keychain is locked)');
  await expect(run('../evil')).rejects.toThrow('no name of a credential helper');
});

it.each([
  ['stderr', 'failed (pass is not initialised)'],
  ['failing', 'failed (exit code 2)'],
  ['killed', 'was ended by SIGKILL'],
  ['huge', 'printed more than an answer can have'],
  ['plain', 'may not be run (permission denied)'],
])('says what is wrong with the helper “%s”, and quotes no secret', async (name, words) => {
  const failure = await run(name).catch((error: Error) => error.message);
  expect(failure).toBe(words);
});

it.each([
  ['', 'printed nothing'],
  ['{"Username":"me","Secret":"s3cr3t', 'did not print a user name and a secret as JSON'],
  ['\ufeff{"Username":"me","Secret":"s3cr3t"}', 'did not print a user name and a secret as JSON'],
  ['null', 'did not print a user name and a secret as JSON'],
  ['{"Username":"me"}', 'did not print a user name and a secret as JSON'],
])('says what is wrong with the answer %j, and quotes no secret', (answer, words) => {
  expect(() => parseHelperAnswer(answer)).toThrow(new Error(words));
});

it.each(['null', '"text"', '{"auths":"text"}', '{"auths":{"ghcr.io":{"auth":5}}}', '{"credsStore":5}', '{'])(
  'pulls without a log-in, and names the file, where config.json holds %s',
  async (text) => {
    const environment = {
      ...readHostEnvironment(),
      env: {},
      homePath: '/home/ada',
      readText: async () => text,
    };
    expect(await createRegistryAuth(environment)('ghcr.io')).toEqual({
      warning: expect.stringContaining('/home/ada/.docker/config.json'),
    });
  },
);

it('reads no path from a shell that is missing, or that prints none', async () => {
  expect(await readLoginShellPath('/does/not/exist')).toBeUndefined();
  expect(await readLoginShellPath('fish')).toBeUndefined();
  expect(await readLoginShellPath('/bin/true')).toBeUndefined();
});

// First reported as https://github.com/docker/for-mac/issues/3785.
it('a pull that needs the log-in says why there is none, and not “docker login”', async () => {
  const warning = 'The credential helper docker-credential-desktop was not found.';
  const pull = async (error: string) => {
    const stream = async () => Readable.from([Buffer.from(`${JSON.stringify({ error })}\n`)]);
    const { pullImage } = imageCalls({ stream } as unknown as EngineClient, async () => ({ warning }));
    return await pullImage('ghcr.io/acme/tool', {}).catch(String);
  };
  for (const said of ['pull access denied for acme/tool', 'unauthorized', 'toomanyrequests: limit'])
    expect(await pull(said)).toSatisfy(
      (text: string) => text.includes(warning) && !text.includes('docker login'),
    );
  expect(await pull('manifest unknown')).not.toContain(warning);
});
