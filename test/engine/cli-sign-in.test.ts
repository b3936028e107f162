import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { everythingIn } from '../harness/app/everything-in.ts';
import { answerConsents } from '../harness/control/answer-consents.ts';
import { bulkhead } from '../harness/control/command-line.ts';
import { connectTo, dataFolder, startProgram, startServe } from '../harness/control/serve.ts';
import { appEngine, docker } from '../harness/engine/docker-cli.ts';
import { approveSignIn, testAuthority } from '../harness/engine/internet.ts';
import { freePort } from '../harness/free-port.ts';
import { askResource, providerWithSignIn } from '../harness/gateway/sign-in-program.ts';

const HOST = 'login.example.test';

const scope = new Scope();
const engine = appEngine(scope);
const dataPath = dataFolder(scope);
const files = dataFolder(scope);
const run = (...args: string[]) => bulkhead(scope, dataPath, args);
const signInSandboxes = () => docker('ps', '--all', '--quiet', '--filter', 'name=sign-in');

beforeAll(async () => {
  const authority = join(files, 'authority.pem');
  writeFileSync(authority, testAuthority());
  const environment = { NODE_EXTRA_CA_CERTS: authority, BULKHEAD_KEY_FILE: join(files, 'key') };
  await startServe(scope, dataPath, environment);
  // A provider that a person describes is asked about, here as in an app that is open.
  const person = await connectTo(scope, dataPath);
  answerConsents(scope, person, true);
  // Its answer follows what was sent before: from then on there is somebody to ask.
  await person.call('engine.state', {});
});
afterAll(async () => {
  await run('rm', '-f', '--workspace', 'signed-in');
  await removeAgentsAndGateway(engine);
  await scope.dispose();
});

/** Starts to sign in; resolves to the page that a person is told to open, and to the end of the command. */
async function signIn(name: string) {
  const provider = join(files, 'provider.json');
  writeFileSync(provider, JSON.stringify(providerWithSignIn(HOST, await freePort())));
  const args = ['secret', 'sign-in', name, '--provider-file', provider];
  const program = startProgram(scope, dataPath, args, {}, 'pipe');
  let told = '';
  program.stderr?.on('data', (text: Buffer) => {
    told += text.toString();
  });
  let printed = '';
  program.stdout?.on('data', (text: Buffer) => {
    printed += text.toString();
  });
  const code = once(program, 'close').then(([exitCode]) => exitCode as number);
  const page = () => /Open (https:\S+)/.exec(told)?.[1] ?? '';
  await expect.poll(page, { message: told }).toContain(`https://${HOST}/oauth/authorize`);
  return { program, code, page: page(), printed: () => printed.trim() };
}

it('keeps an account that a person signs in to in any browser, and an agent works with it', async () => {
  const { program, code, page, printed } = await signIn('work');
  // The person pastes where the browser arrived, because no browser of another machine reaches the program.
  program.stdin?.write(`${await approveSignIn(page)}\n`);
  expect(await code).toBe(0);
  await expect.poll(signInSandboxes).toBe('');
  expect((await run('secret', 'ls')).out).toContain('work');
  expect(everythingIn(dataPath)).not.toContain('CANARY');
  const create = ['create', '--name', 'signed-in', '--type', 'shell', '--secret', printed()];
  expect(await run(...create, '--', 'sleep', '3600')).toMatchObject({ code: 0 });
  const ask = ['exec', '-e', 'NODE_USE_ENV_PROXY=1', 'signed-in', 'node', '-e', askResource(HOST)];
  const answer = await run(...ask);
  expect(answer.out).toContain('welcome');
  expect(answer.out).not.toContain('CANARY');
});

it('keeps nothing when the person interrupts it', async () => {
  const { program, code } = await signIn('other');
  expect(await signInSandboxes()).not.toBe('');
  // It is none of the person's agents, but nothing that must be cleaned up is hidden.
  expect((await run('ls')).out).not.toContain('sign-in-');
  expect((await run('ls', '--all')).out).toContain('sign-in-');
  expect((await run('disk')).out).toContain('sign-in-');
  program.kill('SIGINT');
  expect(await code).toBe(130);
  await expect.poll(signInSandboxes).toBe('');
  expect((await run('secret', 'ls')).out).not.toContain('other');
});
