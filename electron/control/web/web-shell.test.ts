import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RpcClient } from '../../client/rpc-client.ts';
import type { ShellAnswer } from '../../contract/bridge.ts';
import { DEFAULT_GATEWAY_BASE } from '../../contract/preferences.ts';
import type { Port } from '../../lib/port.ts';
import { Scope } from '../../lib/scope.ts';
import { webSocketPort } from '../web-socket-port.ts';
import { closeCode, opened, openWeb, type SignedIn } from './web.fixture.ts';

let scope: Scope;
let web: Awaited<ReturnType<typeof openWeb>>;
beforeEach(async () => {
  scope = new Scope();
  web = await openWeb(scope);
});
afterEach(() => scope.dispose());

async function open(path: string, { cookie, key }: SignedIn) {
  return opened(await web.connect(path, { key, headers: { cookie, origin: web.origin } }));
}

/** A window's shell: the answers in order, and the events. */
function shellOf(port: Port) {
  const answers: ((answer: ShellAnswer) => void)[] = [];
  const events: unknown[] = [];
  port.onMessage((message) => {
    const received = message as { answer?: ShellAnswer };
    if (received.answer) answers.shift()?.(received.answer);
    else events.push(message);
  });
  const invoke = (name: string, input: unknown): Promise<ShellAnswer> =>
    new Promise((resolve) => {
      answers.push(resolve);
      port.post({ id: answers.length, name, input });
    });
  return { invoke, events };
}

async function openShell(me?: SignedIn) {
  const session = me ?? (await web.signIn());
  return shellOf(webSocketPort(await open('/v1/shell', session)));
}

it('carries the contract of the window', async () => {
  const client = new RpcClient(webSocketPort(await open('/v1/rpc', await web.signIn())));
  expect(await client.call('agent.list', {})).toEqual({ sequence: 0, agents: [] });
});

describe('the shell of a browser', () => {
  it('knows the host, and changes settings for every window', async () => {
    const [first, second] = [await openShell(), await openShell()];
    expect(await first.invoke('app.info', {})).toMatchObject({ ok: true, output: { version: '1.2.3' } });
    expect(await first.invoke('settings.update', { theme: 'light' })).toMatchObject({
      ok: true,
      output: { theme: 'light' },
    });
    await second.invoke('settings.get', {});
    expect(second.events).toMatchObject([{ event: 'settings.changed', payload: { theme: 'light' } }]);
  });

  it('asks outside of the page what needs a person, and has no secrets where nobody keeps them', async () => {
    const shell = await openShell();
    const gateway = { preferences: { gatewayBase: 'evil.example/image' } };
    expect(await shell.invoke('settings.update', gateway)).toMatchObject({
      ok: false,
      error: { type: 'not-allowed', field: 'gatewayBase' },
    });
    expect(web.settings.current.preferences.gatewayBase).toBe(DEFAULT_GATEWAY_BASE);
    web.answerAs(() => Promise.resolve());
    expect(await shell.invoke('settings.update', gateway)).toMatchObject({ ok: true });
    const secret = {
      name: 'key',
      use: { kind: 'provider', provider: 'anthropic' },
      source: { kind: 'command', command: 'id' },
    };
    expect(await shell.invoke('secrets.save', secret)).toMatchObject({
      ok: false,
      error: { type: 'secret-unavailable' },
    });
    expect(await shell.invoke('secrets.list', {})).toMatchObject({ output: { secrets: [] } });
  });

  it('lists and revokes tokens, and creates one only when the person agrees outside of the page', async () => {
    const request = { name: 'ci', scope: 'read' as const, roots: [], lifetimeMs: null };
    const { token } = await web.tokens.create(request);
    const shell = await openShell();
    expect(await shell.invoke('tokens.create', { ...request, name: 'other' })).toMatchObject({
      ok: false,
      error: { type: 'not-allowed' },
    });
    expect(await shell.invoke('tokens.list', {})).toEqual({ ok: true, output: { tokens: [token] } });
    const asked: string[] = [];
    web.answerAs(async ({ detail }) => void asked.push(detail));
    expect(await shell.invoke('tokens.create', { ...request, name: 'other' })).toMatchObject({ ok: true });
    expect(asked).toEqual([expect.stringContaining('Name: other')]);
    for (const { id } of await web.tokens.list()) await shell.invoke('tokens.revoke', { id });
    expect(await web.tokens.list()).toEqual([]);
  });

  it('answers nothing but its own calls, with valid input', async () => {
    const shell = await openShell();
    for (const [name, input] of [
      ['toString', {}],
      ['link.open', { url: 'https://example.com' }],
      ['dialog.choose-folder', { title: 'x' }],
      ['settings.update', { theme: 7 }],
    ] as const) {
      expect(await shell.invoke(name, input)).toMatchObject({ ok: false, error: { type: 'internal' } });
    }
  });

  it.each([7, null, 'x', {}, { id: 'x', name: 'app.info' }, { id: 1, name: 'app.info', input: {}, more: 1 }])(
    'ends the connection for a message that is none: %j',
    async (message) => {
      const socket = await open('/v1/shell', await web.signIn());
      const closed = closeCode(socket);
      webSocketPort(socket).post(message);
      await closed;
    },
  );
});

describe('a saved file', () => {
  async function save(me: SignedIn, suggestedName: string): Promise<{ token: string; path: string }> {
    const shell = await openShell(me);
    const answer = await shell.invoke('dialog.save-path', { title: 'Save', suggestedName });
    const { place } = (answer as { output: { place: { token: string; path: string } } }).output;
    writeFileSync(await web.saveTokens.take(place.token, scope.signal), 'content');
    return place;
  }

  it('is downloaded once, as an attachment, by the session that saved it', async () => {
    const [me, other] = [await web.signIn(), await web.signIn()];
    const { token, path } = await save(me, 'a log.log');
    expect(path).toBe('a log.log');
    const download = `/downloads/${token}`;
    expect((await web.get(download)).status).toBe(401);
    expect((await web.get(download, { cookie: other.cookie })).status).toBe(404);
    const answer = await web.get(download, { cookie: me.cookie });
    expect([answer.status, answer.text]).toEqual([200, 'content']);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': "attachment; filename*=UTF-8''a%20log.log",
      'x-content-type-options': 'nosniff',
    });
    expect((await web.get(download, { cookie: me.cookie })).status).toBe(404);
  });

  it.each(['../../etc/passwd', '..', '/etc/cron.d/x', 'C:\\x', 'a\nb', 'x'.repeat(500)])(
    'has a name and no path: %j',
    async (suggestedName) => {
      const { path } = await save(await web.signIn(), suggestedName);
      expect(path).toMatch(/^[\w .()-]{1,120}$/);
      expect(path).not.toMatch(/^[. ]*$/);
    },
  );
});
