import { expect, it, vi } from 'vitest';
import { leaseEnd } from '../../contract/lease.ts';
import { signInWorld } from './sign-in.fixture.ts';

const PAGE = 'https://login.test/authorize?client_id=c';
const ACCOUNT = '{"access":"access-CANARY"}';

it('signs in with a pasted code, in a sandbox that reaches the login alone and is removed', async () => {
  const world = signInWorld();
  const done = world.start();
  await vi.waitFor(() => expect(world.execs).toHaveLength(1));
  world.print(`Which one?\r\nOpen ${PAGE} \r\n`);
  await vi.waitFor(() => expect(world.items).toContainEqual({ kind: 'page', url: PAGE, returns: false }));
  world.paste('code-1');
  await vi.waitFor(() => expect(world.typed.join('')).toBe('1\rcode-1\r'));
  world.writeFile(ACCOUNT);
  await done;
  expect(world.signedIn).toEqual([ACCOUNT]);
  expect(world.removed).toEqual(['a1']);
  const [spec] = world.made;
  expect(spec?.egress).toMatchObject({ mode: 'allowlist', allowedDomains: ['login.test'], sets: [] });
  expect(spec?.secrets).toEqual([]);
  expect(leaseEnd(spec?.tags)).toBeGreaterThan(Date.now());
  expect(JSON.stringify(world.items)).not.toContain('CANARY');
});

it('says what runs and what it reaches, and marks its sandbox until that is removed', async () => {
  const world = signInWorld();
  const done = world.start();
  await vi.waitFor(() => expect(world.execs).toHaveLength(1));
  const [spec] = world.made;
  const sandbox = { kind: 'sandbox', name: spec?.name, program: 'Tool', hosts: ['login.test'] };
  expect(world.items).toContainEqual(sandbox);
  expect([...world.marked]).toEqual(['a1']);
  world.writeFile(ACCOUNT);
  await done;
  expect([world.removed, [...world.marked]]).toEqual([['a1'], []]);
});

it('asks before it signs in to a provider that a window describes, and makes nothing when refused', async () => {
  const world = signInWorld();
  world.refuse();
  await expect(world.start()).rejects.toThrow('not allowed');
  expect(world.asked[0]).toContain('Tokens go to: api.test, login.test');
  expect(world.made).toEqual([]);
});

it('has the page of a built-in provider among the running ones, until the sign-in ends', async () => {
  const world = signInWorld();
  const page = 'https://auth.openai.com/oauth/authorize?client_id=a';
  const done = world.start({ kind: 'oauth', provider: 'chatgpt' });
  await vi.waitFor(() => expect(world.execs).toHaveLength(1));
  world.print(`Open https://login.test/ or ${page}\r\n`);
  await vi.waitFor(() => expect(world.items).toContainEqual({ kind: 'page', url: page, returns: false }));
  expect(world.signInPages.has(page)).toBe(true);
  world.end();
  await expect(done).rejects.toThrow();
  expect(world.signInPages.has(page)).toBe(false);
});

it('never has a page of a provider that a window describes among them', async () => {
  const world = signInWorld();
  const done = world.start();
  await vi.waitFor(() => expect(world.execs).toHaveLength(1));
  world.print(`Open ${PAGE}\r\n`);
  await vi.waitFor(() => expect(world.items).toContainEqual({ kind: 'page', url: PAGE, returns: false }));
  expect(world.signInPages.has(PAGE)).toBe(false);
  world.end();
  await expect(done).rejects.toThrow();
});

it('removes the sandbox when the program ends without an account', async () => {
  const world = signInWorld();
  const done = world.start();
  await vi.waitFor(() => expect(world.execs).toHaveLength(1));
  world.end();
  await expect(done).rejects.toMatchObject({
    error: { type: 'secret-unavailable', actions: [{ kind: 'retry' }] },
  });
  expect(world.removed).toEqual(['a1']);
  expect(world.signedIn).toEqual([]);
});

it.each([
  ['the window closes it', 'cancel'],
  ['the app ends', 'dispose'],
] as const)('removes the sandbox when %s', async (_what, end) => {
  const world = signInWorld();
  const done = world.start();
  await vi.waitFor(() => expect(world.execs).toHaveLength(1));
  const failed = expect(done).rejects.toThrow();
  await world[end]();
  await failed;
  expect(world.removed).toEqual(['a1']);
});

it('refuses a provider without a login', async () => {
  const world = signInWorld();
  await expect(world.start({ kind: 'provider', provider: 'openai' })).rejects.toMatchObject({
    error: { field: 'use' },
  });
});
