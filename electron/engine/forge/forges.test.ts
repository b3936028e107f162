import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ForgeServer, startForge, TOKEN } from '../../../test/harness/forge/forge-server.ts';
import { TestKeeper } from '../../../test/harness/gateway/secret-keeper.ts';
import { type ForgeKind, forgeKindSchema } from '../../contract/forge-host.ts';
import { NO_PROXIES } from '../../contract/upstream-proxy.ts';
import { systemClock } from '../../lib/clock.ts';
import { Scope } from '../../lib/scope.ts';
import { Forges } from './forges.ts';
import { Issues } from './issues.ts';
import { openOrFind } from './open-or-find.ts';
import { lastOfEach } from './records.ts';

const { signal } = new AbortController();
const KINDS = forgeKindSchema.options;
let scope: Scope;
let server: ForgeServer;
let keeper: TestKeeper;
let forges: Forges;

beforeEach(async () => {
  scope = new Scope();
  server = await startForge(scope);
  keeper = new TestKeeper();
  forges = forgesOf(server.caPem);
});
afterEach(() => scope.dispose());

const forgesOf = (caPem: string | undefined, proxies = NO_PROXIES) =>
  new Forges({
    secrets: keeper,
    clock: systemClock,
    version: '1',
    proxies: async () => proxies,
    hostRoots: () => caPem,
  });

function keepToken(kind: ForgeKind, value = TOKEN): void {
  const use = { kind: 'forge' as const, forge: kind, host: server.host };
  keeper.set({ id: 'a'.repeat(24), name: 'Token', use }, value);
}

const repository = () => ({ host: server.host, path: 'owner/project' });
/** What the server of the test says, in our words. */
const STATUS: Record<ForgeKind, { checks: string[]; reviews: string[] }> = {
  github: {
    checks: ['unit passed', 'lint failed', 'e2e running', 'ci/old passed'],
    reviews: ['ada approved', 'somebody commented'],
  },
  gitlab: {
    checks: ['unit passed', 'fuzz skipped', 'deploy skipped'],
    reviews: ['ada changes-requested', 'bob approved'],
  },
  gitea: { checks: ['unit failed'], reviews: [] },
};
const pull = { branch: 'fix/1', base: 'main', title: 'Fix', body: 'Text', draft: true };

describe.each(KINDS)('the API of %s', (kind) => {
  beforeEach(() => {
    keepToken(kind);
    server.state.commitOf = () => 'c'.repeat(40);
  });

  it('opens a pull request once, as a draft, and finds it again', async () => {
    const forge = await forges.authorize(kind, repository());
    expect(await forges.send(forge, forge.client.repository(forge.path), signal)).toEqual({
      base: 'main',
      canPush: true,
    });
    const opened = await openOrFind(forges, forge, pull, signal);
    expect(opened).toEqual({
      number: 1,
      url: expect.stringContaining(`https://${server.host}/owner/project`),
    });
    expect(await openOrFind(forges, forge, pull, signal)).toEqual(opened);
    expect(server.state.pulls).toHaveLength(1);
    const { state, commit } = await forges.send(forge, forge.client.pullRequest(forge.path, 1), signal);
    expect([state, commit]).toEqual(['draft', 'c'.repeat(40)]);
  });

  it('tells checks and reviews, an issue with its comments, and the open issues', async () => {
    const forge = await forges.authorize(kind, repository());
    await openOrFind(forges, forge, pull, signal);
    const all = async <T>(calls: Parameters<typeof forges.send<T>>[1][]) =>
      (await Promise.all(calls.map((call) => forges.send(forge, call, signal)))).flat();
    const checks = await all(forge.client.checks(forge.path, 'c'.repeat(40)));
    const reviews = lastOfEach(await all(forge.client.reviews(forge.path, 1)));
    expect({
      checks: checks.map(({ name, state }) => `${name} ${state}`),
      reviews: reviews.map(({ by, verdict }) => `${by} ${verdict}`),
    }).toEqual(STATUS[kind]);
    const url = `https://${server.host}/owner/project/issues/7`;
    const { title, prompt } = await new Issues(forges).prompt({ url }, signal);
    expect(title).toBe('The cart is empty');
    expect(prompt).toMatch(/^Solve the issue owner\/project#7\.\n/);
    const project = `https://${server.host}/owner/project.git#main`;
    expect((await new Issues(forges).list({ project }, signal)).map(({ number }) => number)).toEqual([7]);
  });
});

it('says what to do about a token, a server and a network that do not fit', async () => {
  await expect(forges.authorize('github', repository())).rejects.toMatchObject({
    error: { type: 'secret-unavailable', field: 'token', message: expect.stringContaining('no token for') },
  });
  keepToken('github', 'another');
  const base = async (path: string, from = forges) => {
    const forge = await from.authorize('github', { ...repository(), path });
    return await from.send(forge, forge.client.repository(path), signal);
  };
  await expect(base('owner/project')).rejects.toMatchObject({
    error: { field: 'token', message: expect.stringContaining('does not know this token') },
  });
  keepToken('github');
  await expect(base('owner/nothing')).rejects.toMatchObject({
    error: { field: 'token', message: expect.stringContaining('has no “owner/nothing”') },
  });
  await expect(base('owner/project', forgesOf(undefined))).rejects.toMatchObject({
    error: { type: 'network-error', message: expect.stringContaining('is not trusted') },
  });
  await scope.dispose();
  await expect(base('owner/project')).rejects.toMatchObject({
    error: { type: 'network-error', message: expect.stringContaining('cannot be reached') },
  });
  expect(server.seen.every(({ path }) => !path.includes(TOKEN))).toBe(true);
});

it('goes through the proxy, and straight to what it is not for', async () => {
  keepToken('github');
  const targets: string[] = [];
  const proxy = createServer().on('connect', (request, socket) => {
    targets.push(request.url ?? '');
    const [host = '', port] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    socket.pipe(upstream).pipe(socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  scope.add(() => void proxy.close());
  const secure = {
    protocol: 'http' as const,
    host: '127.0.0.1',
    port: (proxy.address() as AddressInfo).port,
  };
  for (const noProxy of ['', 'localhost']) {
    const through = forgesOf(server.caPem, { plain: null, secure, noProxy });
    const forge = await through.authorize('github', repository());
    await through.send(forge, forge.client.repository(forge.path), signal);
  }
  expect(targets).toEqual([server.host]);
});

it('asks for the kind of a server that nobody knows', () => {
  expect(() => forges.kindOf('git.test', undefined)).toThrow('what kind of server');
  expect(forges.kindOf('git.test', 'gitea')).toBe('gitea');
  expect(forges.kindOf('github.com', undefined)).toBe('github');
  keepToken('gitlab');
  expect(forges.known(server.host)).toEqual({ kind: 'gitlab', hasToken: true });
});
